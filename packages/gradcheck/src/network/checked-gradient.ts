import { bufferOf, type Engine, type Shape, scope, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { lossSource } from "@retrograd/network";
import type { Signature } from "@retrograd/plugin";
import { lossObjective, type Objective, weighted } from "../derivative/objective.js";
import type { CheckInputs } from "./check-inputs.js";
import { copyOf } from "./copy.js";
import { type Downstream, downstreamAfter } from "./downstream.js";
import { branchesOf, declaresKinks, type LayerCall, type LayerSetup, runLayer } from "./layer-call.js";

/** Output of a run with the tensor's current values. */
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

/** The gradient of one objective by one tensor, and what is needed to compute it by differences. */
export interface CheckedGradient {
  readonly engine: Engine;
  /** Written during a check and restored afterwards. */
  readonly tensor: Tensor;
  /** The gradient that backward returned. */
  readonly analytic: Tensor;
  /** Whether every layer between the tensor and the objective declares its kinks. */
  readonly declared: boolean;
  /** Runs the layer that reads the tensor. */
  run(): Output;
  /** The objective of an output. */
  objectiveOf(output: Output): Objective;
  /** The same bits as `objectiveOf` for each of several outputs. */
  objectivesOf(outputs: Outputs): readonly Objective[];
}

/** A tensor with the gradient that backward returned for it. */
interface TensorWithGradient {
  readonly tensor: Tensor;
  readonly analytic: Tensor;
}

/** The gradient of `sum of c y`, the layer alone. cotangent: c, shaped like y */
export function localGradient(
  call: LayerCall,
  engine: Engine,
  cotangent: Tensor,
  of: TensorWithGradient,
): CheckedGradient {
  const { params, x, forward } = call;
  const scale = Math.max(...[x, forward.y, ...Object.values(params)].map(largest));
  return {
    ...of,
    engine,
    declared: declaresKinks(call, forward),
    run: () => outputOf(call),
    objectiveOf: ({ y, branches }) => weighted(y.data, cotangent.data, scale, branches),
    objectivesOf({ shape, values, branches }) {
      const size = sizeOf(shape);
      const c = cotangent.data;
      return branches.map((sides, i) => weighted(values.subarray(i * size, (i + 1) * size), c, scale, sides));
    },
  };
}

function outputOf(call: LayerCall): Output {
  const forward = runLayer(call);
  return { y: forward.y, branches: branchesOf(call, forward) };
}

/** The gradient of the network's loss by a tensor of a layer. downstream: the layers after it
 *  and the loss; carried: round-off of the outputs from the layer on, as it appears in the loss (see `roundOffOf`) */
export function wholeGradient(
  call: LayerCall,
  { network }: CheckInputs,
  { downstream, carried = 0 }: { readonly downstream: Downstream; readonly carried?: number },
  of: TensorWithGradient,
): CheckedGradient {
  const { forward } = call;
  return {
    ...of,
    engine: network.engine,
    declared: declaresKinks(call, forward) && downstream.declaresKinks(forward.y),
    run: () => outputOf(call),
    ...lossObjectives(downstream, carried),
  };
}

/** The gradient of the network's loss by a parameter that later layers share. Its run is that of the whole network, since
 *  the values of the parameter matter after the layer as well. downstream: the layers that depend on the parameter */
export function sharedGradient(
  call: LayerCall,
  { network }: CheckInputs,
  { downstream, carried = 0 }: { readonly downstream: Downstream; readonly carried?: number },
  of: TensorWithGradient,
): CheckedGradient {
  const { forward } = call;
  return {
    ...of,
    engine: network.engine,
    declared: declaresKinks(call, forward) && downstream.declaresKinks(forward.y),
    run() {
      const { y, branches } = outputOf(call);
      const result = downstream.run(y);
      return { y: tensor([result.loss], [1], y), branches: [...branches, ...result.branches] };
    },
    objectiveOf: ({ y, branches }) => lossObjective(y.data[0], branches, carried),
    objectivesOf: ({ values, branches }) =>
      branches.map((sides, i) => lossObjective(values[i], sides, carried)),
  };
}

/** The gradient of the loss by its own input. */
export function lossGradient(inputs: CheckInputs, of: TensorWithGradient): CheckedGradient {
  const { network } = inputs;
  return {
    ...of,
    engine: network.engine,
    declared: false,
    run: () => ({ y: of.tensor, branches: [] }),
    ...lossObjectives(downstreamAfter(inputs, lossSource(network)), 0),
  };
}

/** The gradient of the loss by one of its parameters. setup: the loss as a layer */
export function lossParamGradient(setup: LayerSetup, of: TensorWithGradient): CheckedGradient {
  return {
    ...of,
    engine: setup.x.engine,
    declared: false,
    run: () => ({ y: runLayer(setup).y, branches: [] }),
    objectiveOf: ({ y }) => lossObjective(y.data[0], [], 0),
    objectivesOf: ({ values }) => Array.from(values, (value) => lossObjective(value, [], 0)),
  };
}

function lossObjectives(
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

/** The number of forward passes of checked layers, each from its own input. */
export interface Evaluations {
  count: number;
}

/** The same gradient, with its forward passes counted. */
export function counted(gradient: CheckedGradient, evaluations: Evaluations): CheckedGradient {
  return {
    ...gradient,
    run() {
      evaluations.count++;
      return gradient.run();
    },
  };
}

/** The objective for the tensor's current values. */
export function evaluate(gradient: CheckedGradient): Objective {
  return scope(gradient.engine, () => gradient.objectiveOf(gradient.run()));
}

/** Runs `body` with other values in the tensor, then restores them. */
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

/** Returns a function that runs `body` with t times a direction added to the tensor's current values, then restores them.
 *  v: the direction, as many elements as the tensor */
export function movesAlong(
  { tensor }: Pick<CheckedGradient, "tensor">,
  v: Float64Array,
): <R>(t: number, body: () => R) => R {
  const origin = copyOf(tensor.data);
  return (t, body) => {
    const buffer = bufferOf(tensor);
    for (let i = 0; i < origin.length; i++) buffer[i] = origin[i] + t * v[i];
    try {
      return body();
    } finally {
      // a new view, since the engine's memory may have moved
      bufferOf(tensor).set(origin);
    }
  };
}

/** Runs `body` with t added to some elements, then restores them. elements: flat indices, each once */
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
    // a new view, since the engine's memory may have moved
    const current = bufferOf(tensor);
    for (const [k, i] of elements.entries()) current[i] = origin[k];
  }
}

function largest({ data }: Tensor): number {
  let max = 0;
  for (let i = 0; i < data.length; i++) max = Math.max(max, Math.abs(data[i]));
  return max;
}
