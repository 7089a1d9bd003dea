import { bufferOf, machineEpsilon, type Tensor, tensor } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import type { Layer } from "@retrograd/plugin";
import type { CheckInputs } from "../network/check-inputs.js";
import { callLayers, type LayerCall, type LayerSetup, runLayer } from "../network/layer-call.js";
import { lossAsLayer } from "../network/loss-as-layer.js";
import { randomSigns } from "../network/random-tensors.js";
import type { PrecisionReport } from "./report.js";

// A sum of n terms in float32 is off by about the square root of n units; a million terms stay below this.
const tolerance = 1024;

/** Compares the gradients of a network's float32 twin with the float64 ones, layer by layer: each layer alone, on the
 *  same numbers (those of float64, rounded) and the same random cotangent, so that no layer inherits another's error.
 *  The error is in units of 2^-23 times the tensor's largest gradient. */
export function checkPrecision(inputs: CheckInputs, training: Network): readonly PrecisionReport[] {
  const { network, t, streams, x } = inputs;
  const layerCalls = callLayers(inputs);
  const layers = layerCalls.flatMap((call, i) => {
    const twin = training.layers[i]?.layer;
    return twin === undefined ? [] : compareLayerCall(call, twin, training);
  });
  const input = rounded(layerCalls.at(-1)?.forward.y ?? x, network);
  const targets = cast(t, training);
  const exact = lossAsLayer(network.loss, input, t, streams);
  const rough = lossAsLayer(training.loss, cast(input, training), targets, streams);
  return [...layers, ...compareLayers(exact, rough, training)];
}

function compareLayerCall(call: LayerCall, twin: Layer, training: Network): readonly PrecisionReport[] {
  const params = Object.entries(call.params);
  const exact = {
    ...call,
    x: rounded(call.x, call.x),
    params: Object.fromEntries(params.map(([name, own]) => [name, rounded(own, own)])),
  };
  const rough = {
    ...call,
    layer: twin,
    x: cast(call.x, training),
    params: Object.fromEntries(params.map(([name, own]) => [name, cast(own, training)])),
  };
  return compareLayers(exact, rough, training);
}

function compareLayers(exact: LayerSetup, rough: LayerSetup, training: Network): readonly PrecisionReport[] {
  const [fine, coarse] = [runLayer(exact), runLayer(rough)];
  const dy = randomSigns(fine.y.shape, exact.streams.stream(`cotangent/${exact.id}`), exact.x);
  const [wanted, given] = [fine.backward(dy), coarse.backward(cast(dy, training))];
  return Object.keys({ x: exact.x, ...exact.params }).map((name) => {
    const [a, b] = name === "x" ? [wanted.dx, given.dx] : [wanted.grads[name], given.grads[name]];
    const ulps = a === undefined || b === undefined ? Infinity : distanceInUlps(a, b);
    const verdict = ulps <= tolerance ? "pass" : "fail";
    return { layer: exact.id, type: exact.layer.type, tensor: name, verdict, ulps, tolerance };
  });
}

function distanceInUlps(exact: Tensor, rough: Tensor): number {
  const [wanted, given] = [exact.data, rough.data];
  let [largest, off] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    largest = Math.max(largest, Math.abs(wanted[i]));
    off = Math.max(off, Math.abs(wanted[i] - given[i]));
  }
  return off === 0 ? 0 : off / (machineEpsilon("f32") * largest);
}

/** The float32 numbers nearest to a tensor's, in float64. */
function rounded(x: Tensor, options: { readonly engine: Tensor["engine"] }): Tensor {
  return tensor(Float32Array.from(bufferOf(x)), x.shape, { dtype: "f64", engine: options.engine });
}

function cast(x: Tensor, { engine, dtype }: Network): Tensor {
  return tensor(bufferOf(x), x.shape, { engine, dtype });
}
