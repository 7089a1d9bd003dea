import { bufferOf, machineEpsilon, type Tensor, tensor } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import type { Layer, Params } from "@retrograd/plugin";
import type { CheckInputs } from "../network/check-inputs.js";
import { takesIndices } from "../network/index-inputs.js";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { layersFromLoss } from "../network/layers-from-loss.js";
import { lossAsLayer } from "../network/loss-as-layer.js";
import { randomSigns } from "../network/random-tensors.js";
import type { PrecisionReport } from "./report.js";

// The error of a sum of n terms in float32 is about sqrt(n) units; for a million terms it stays below this.
const tolerance = 1024;

/** Compares the float32 gradients of a network with its float64 gradients, layer by layer. Each layer runs alone, on the
 *  same values (the float64 values, rounded) and the same random cotangent, so that it does not inherit the error of
 *  another layer. The error is in units of 2^-23 times the largest gradient of the tensor. */
export function checkPrecision(inputs: CheckInputs, training: Network): readonly PrecisionReport[] {
  const { loss } = training;
  return [...layersFromLoss(inputs)].toReversed().flatMap(({ setup, call, position }) => {
    const layer =
      call === undefined
        ? lossAsLayer({ ...setup, loss, t: cast(inputs.t, training) }).layer
        : training.layers[position]?.layer;
    return layer === undefined ? [] : comparePrecision(setup, layer, training);
  });
}

/** twin: the layer in float32 */
function comparePrecision(setup: LayerSetup, twin: Layer, training: Network): readonly PrecisionReport[] {
  const { id, layer, streams } = setup;
  const exact = withTensors(setup, rounded);
  const rough = withTensors({ ...setup, layer: twin }, (one) => cast(one, training));
  const [fine, coarse] = [runLayer(exact), runLayer(rough)];
  const dy = randomSigns(fine.y.shape, streams.stream(`cotangent/${id}`), exact.x);
  const [expected, actual] = [fine.backward(dy), coarse.backward(cast(dy, training))];
  const names = Object.keys(takesIndices(layer) ? exact.params : { x: exact.x, ...exact.params });
  return names.map((name) => {
    const [a, b] = name === "x" ? [expected.dx, actual.dx] : [expected.grads[name], actual.grads[name]];
    const ulps = a === undefined || b === undefined ? Infinity : distanceInUlps(a, b);
    const verdict = ulps <= tolerance ? "pass" : "fail";
    return { layer: id, type: layer.type, tensor: name, verdict, ulps, tolerance };
  });
}

function withTensors(setup: LayerSetup, map: (tensor: Tensor) => Tensor): LayerSetup {
  const mapAll = (tensors: Params): Params =>
    Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, map(one)]));
  const { x, params, state } = setup;
  return { ...setup, x: map(x), params: mapAll(params), ...(state && { state: mapAll(state) }) };
}

function distanceInUlps({ data: expected }: Tensor, { data: actual }: Tensor): number {
  let [largest, difference] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
  }
  return difference === 0 ? 0 : difference / (machineEpsilon("f32") * largest);
}

/** The float32 numbers nearest to those of a tensor, in float64. */
function rounded(x: Tensor): Tensor {
  return tensor(Float32Array.from(bufferOf(x)), x.shape, { dtype: "f64", engine: x.engine });
}

function cast(x: Tensor, { engine, dtype }: Network): Tensor {
  return tensor(bufferOf(x), x.shape, { engine, dtype });
}
