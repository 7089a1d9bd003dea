import { bufferOf, type Engine, type Shape, scope, sizeOf, type Tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import { lossObjective, type Objective, weighted } from "../derivative/objective.js";
import type { CheckInputs } from "./check-inputs.js";
import { type Downstream, downstreamAfter } from "./downstream.js";
import { branchesOf, type LayerCall, runLayer } from "./layer-call.js";

/** Output of what is checked, at the tensor's present values. */
interface Output {
  /** [batch, ...] */
  readonly y: Tensor;
  readonly branches: readonly Signature[];
}

/** Several outputs of one shape, copied out of the engine. */
export interface Outputs {
  /** Of one output. [batch, ...] */
  readonly shape: Shape;
  /** [outputs, batch, ...] */
  readonly values: Float64Array;
  /** Of each output. */
  readonly branches: readonly (readonly Signature[])[];
}

/** A tensor whose gradient is checked for one objective. */
export interface CheckedGradient {
  readonly engine: Engine;
  /** Written during a check, and restored after it. */
  readonly tensor: Tensor;
  /** What backward says. */
  readonly analytic: Tensor;
  /** Whether every kink on the way is declared. */
  readonly declared: boolean;
  /** Runs what reads the tensor. */
  run(): Output;
  /** The objective for an output. */
  objectiveOf(output: Output): Objective;
  /** What `judge` gives for each of several outputs, to the last bit. */
  objectivesOf(outputs: Outputs): readonly Objective[];
}

/** The layer alone, against a cotangent. cotangent: as y */
export function localGradient(
  call: LayerCall,
  engine: Engine,
  cotangent: Tensor,
  of: { tensor: Tensor; analytic: Tensor },
): CheckedGradient {
  const { layer, params, x, forward } = call;
  const scale = Math.max(...[x, forward.y, ...Object.values(params)].map(largest));
  return {
    ...of,
    engine,
    declared: layer.branches !== undefined,
    run: () => ({ y: runLayer(call).y, branches: branchesOf(layer, params, x) }),
    objectiveOf: ({ y, branches }) => weighted(y.data, cotangent.data, scale, branches),
    objectivesOf({ shape, values, branches }) {
      const size = sizeOf(shape);
      const c = cotangent.data;
      return branches.map((sides, i) => weighted(values.subarray(i * size, (i + 1) * size), c, scale, sides));
    },
  };
}

/** The whole way from a layer to the network's loss. position: of the layer in the network, tail: what stands after it,
 *  carried: what the round-off of outputs from the layer on comes to in the loss, as `roundOffOf` says */
export function wholeGradient(
  call: LayerCall,
  { network }: CheckInputs,
  {
    position,
    downstream,
    carried = 0,
  }: { readonly position: number; readonly downstream: Downstream; readonly carried?: number },
  of: { tensor: Tensor; analytic: Tensor },
): CheckedGradient {
  const { layer, params, x } = call;
  const { engine, layers } = network;
  return {
    ...of,
    engine,
    declared: layers.slice(position).every((one) => one.layer.branches !== undefined),
    run: () => ({ y: runLayer(call).y, branches: branchesOf(layer, params, x) }),
    ...judgedBy(downstream, carried),
  };
}

/** The loss and its own input. */
export function lossGradient(inputs: CheckInputs, of: { tensor: Tensor; analytic: Tensor }): CheckedGradient {
  const { engine, layers } = inputs.network;
  return {
    ...of,
    engine,
    declared: false,
    run: () => ({ y: of.tensor, branches: [] }),
    ...judgedBy(downstreamAfter(inputs, layers.length - 1), 0),
  };
}

function judgedBy(
  downstream: Downstream,
  carried: number,
): Pick<CheckedGradient, "objectiveOf" | "objectivesOf"> {
  return {
    objectiveOf({ y, branches }) {
      const result = downstream.run(y);
      return lossObjective(result.loss, [...branches, ...result.branches], carried);
    },
    objectivesOf: ({ shape, values, branches }) =>
      downstream
        .runAll(shape, values)
        .map((result, i) => lossObjective(result.loss, [...branches[i], ...result.branches], carried)),
  };
}

/** The objective at the tensor's present values. */
export function evaluate(gradient: CheckedGradient): Objective {
  return scope(gradient.engine, () => gradient.objectiveOf(gradient.run()));
}

/** Runs `body` with the tensor's elements replaced, and puts them back. */
export function withValues<R>(
  { tensor }: Pick<CheckedGradient, "tensor">,
  values: Float64Array,
  body: () => R,
): R {
  const origin = bufferOf(tensor).slice();
  bufferOf(tensor).set(values);
  try {
    return body();
  } finally {
    bufferOf(tensor).set(origin);
  }
}

/** Runs `body` with some elements moved by t, and puts them back. elements: flat indices, each once */
export function withPerturbation<R>(
  { tensor }: Pick<CheckedGradient, "tensor">,
  elements: readonly number[],
  t: number,
  body: () => R,
): R {
  const buffer = bufferOf(tensor);
  const origin = Float64Array.from(elements, (i) => buffer[i]);
  for (const i of elements) buffer[i] += t;
  try {
    return body();
  } finally {
    // asked for anew, since memory may have moved
    const moved = bufferOf(tensor);
    for (const [k, i] of elements.entries()) moved[i] = origin[k];
  }
}

function largest({ data }: Tensor): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
  return most;
}
