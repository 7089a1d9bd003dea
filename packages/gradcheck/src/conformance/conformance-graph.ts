import { add, philoxStreams, type Shape, scale, type Tensor, tensor } from "@retrograd/core";
import { initRowState, initState } from "@retrograd/network";
import {
  type BuiltGraph,
  buildLayerGraph,
  buildLossGraph,
  evaluateGraph,
  forwardGraph,
  graphTargets,
  type Layer,
} from "@retrograd/plugin";
import { randomInput } from "../network/index-inputs.js";
import { runLayer } from "../network/layer-call.js";
import { type LossSetup, runLoss } from "../network/loss-as-layer.js";
import { randomNormal, randomWeights } from "../network/random-tensors.js";
import { broken } from "./conformance-numbers.js";

// of the largest number of a tensor, or of 1 if all are smaller: a graph adds up in another order than a layer
const tolerance = 1e-12;

const seeds = [0, 1, 2];
const rows = 3;

/** Checks that a layer's graph computes what the layer computes, in float64 on random inputs: forward node by node, backward by
 *  the chain rule, and the short forms of its gradients. A layer without a graph passes.
 *  @throws RetrogradError E_MODEL naming the tensor and the element, E_PLUGIN when it is not a graph */
export function checkLayerGraph(layer: Layer, input: Shape): void {
  for (const seed of seeds) {
    const graph = buildLayerGraph(layer, input, rows);
    if (graph === undefined) return;
    const streams = philoxStreams(seed);
    const on = { dtype: "f64" } as const;
    // other parameters than those of init, where some are 0 or 1
    const entries = Object.entries(layer.init(streams.stream("init"))).map(([name, value]) => {
      const change = scale(randomNormal(value.shape, streams.stream(`graph/${name}`), on), 0.1);
      return [name, add(value, change)] as const;
    });
    const params = Object.fromEntries(entries);
    const x = randomInput([rows, ...input], streams.stream("x"), { ...on, takes: layer.takes });
    const { y, backward } = runLayer({
      id: layer.type,
      layer,
      params: { ...params, ...initState(layer, on), ...initRowState(layer, rows, on) },
      x,
      streams,
    });
    const dy = randomWeights(y.shape, streams.stream("dy"), on);
    const { dx, grads } = backward(dy);
    compareGraph(graph, { x, dy, ...params }, dy, {
      output: y,
      gradients: { ...(dx && { x: dx }), ...grads },
    });
  }
}

/** The same for a loss, with targets that it draws itself. */
export function checkLossGraph(setupOf: (seed: number) => LossSetup, input: Shape): void {
  for (const seed of seeds) {
    const setup = setupOf(seed);
    const {
      loss: { loss },
      x,
      t,
      params,
    } = setup;
    const graph = buildLossGraph(loss, input, x.shape[0]);
    if (graph === undefined) return;
    const { loss: value, y, backward } = runLoss(setup);
    const { dx, grads = {} } = backward();
    const leaves = { ...params, x, t: graphTargets(t, graph.leaves.t.shape) };
    compareGraph(graph, leaves, tensor([1], [], x), {
      output: tensor([value], [], x),
      prediction: y,
      gradients: { x: dx, ...grads },
    });
  }
}

/** What a layer or a loss computes itself. */
interface OwnResults {
  /** y of a layer, or the loss. */
  readonly output: Tensor;
  /** y of a loss. */
  readonly prediction?: Tensor;
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/** dy: derivative with respect to the output */
function compareGraph(
  { output, prediction, leaves, gradients }: BuiltGraph,
  leafValues: Readonly<Record<string, Tensor>>,
  dy: Tensor,
  own: OwnResults,
): void {
  const values = new Map(Object.entries(leafValues).map(([name, value]) => [leaves[name], value]));
  const forward = forwardGraph([output, ...(prediction === undefined ? [] : [prediction])], values);
  refuseDifference(own.prediction === undefined ? "y" : "the loss", forward.get(output), own.output);
  if (prediction !== undefined) refuseDifference("y", forward.get(prediction), own.prediction);
  const derivatives = new Map(
    evaluateGraph(output, values, dy).map(({ node, derivative }) => [node, derivative]),
  );
  const shortForms = forwardGraph(Object.values(gradients), values);
  for (const [name, gradient] of Object.entries(own.gradients)) {
    // a leaf that nothing uses
    const zeros = tensor(new Float64Array(gradient.size), gradient.shape, gradient);
    refuseDifference(`d${name} by the chain rule`, derivatives.get(leaves[name]) ?? zeros, gradient);
    const shortForm = gradients[name];
    if (shortForm !== undefined)
      refuseDifference(`the short form of d${name}`, shortForms.get(shortForm), gradient);
  }
}

function refuseDifference(what: string, graph: Tensor | undefined, own: Tensor | undefined): void {
  if (graph === undefined || own === undefined) return;
  const expected = Array.from(own.data);
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const wrong = expected.findIndex((value, i) => !(Math.abs(value - graph.data[i]) <= tolerance * size));
  if (wrong === -1) return;
  throw broken(
    `graph: ${what} is ${graph.data[wrong]} at element ${wrong}, where the layer itself computes ${expected[wrong]}: fix the graph or the layer, whichever is wrong`,
  );
}
