import { bufferOf, type Engine, type Shape, scope, sizeOf, type Tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import { lossObjective, type Objective, weighted } from "../derivative/objective.js";
import { branchesOf, type Experiment, runLayer, type Stage } from "./stages.js";
import { type Tail, tailAfter } from "./tail.js";

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
export interface Site {
  readonly engine: Engine;
  /** Written during a check, and restored after it. */
  readonly tensor: Tensor;
  /** What backward says. */
  readonly gradient: Tensor;
  /** Whether every kink on the way is declared. */
  readonly declared: boolean;
  /** Runs what reads the tensor. */
  run(): Output;
  /** The objective for an output. */
  judge(output: Output): Objective;
  /** What `judge` gives for each of several outputs, to the last bit. */
  judgeAll(outputs: Outputs): readonly Objective[];
}

/** The layer alone, against a cotangent. cotangent: as y */
export function localSite(
  stage: Stage,
  engine: Engine,
  cotangent: Tensor,
  of: { tensor: Tensor; gradient: Tensor },
): Site {
  const { layer, params, x, forward } = stage;
  const scale = Math.max(...[x, forward.y, ...Object.values(params)].map(largest));
  return {
    ...of,
    engine,
    declared: layer.branches !== undefined,
    run: () => ({ y: runLayer(stage).y, branches: branchesOf(layer, params, x) }),
    judge: ({ y, branches }) => weighted(y.data, cotangent.data, scale, branches),
    judgeAll({ shape, values, branches }) {
      const size = sizeOf(shape);
      const c = cotangent.data;
      return branches.map((sides, i) => weighted(values.subarray(i * size, (i + 1) * size), c, scale, sides));
    },
  };
}

/** The whole way from a layer to the network's loss. position: of the layer in the network, tail: what stands after it,
 *  carried: what the round-off of outputs from the layer on comes to in the loss, as `roundOffOf` says */
export function wholeSite(
  stage: Stage,
  { network }: Experiment,
  {
    position,
    tail,
    carried = 0,
  }: { readonly position: number; readonly tail: Tail; readonly carried?: number },
  of: { tensor: Tensor; gradient: Tensor },
): Site {
  const { layer, params, x } = stage;
  const { engine, layers } = network;
  return {
    ...of,
    engine,
    declared: layers.slice(position).every((one) => one.layer.branches !== undefined),
    run: () => ({ y: runLayer(stage).y, branches: branchesOf(layer, params, x) }),
    ...judgedBy(tail, carried),
  };
}

/** The loss and its own input. */
export function lossSite(experiment: Experiment, of: { tensor: Tensor; gradient: Tensor }): Site {
  const { engine, layers } = experiment.network;
  return {
    ...of,
    engine,
    declared: false,
    run: () => ({ y: of.tensor, branches: [] }),
    ...judgedBy(tailAfter(experiment, layers.length - 1), 0),
  };
}

function judgedBy(tail: Tail, carried: number): Pick<Site, "judge" | "judgeAll"> {
  return {
    judge({ y, branches }) {
      const arrival = tail.run(y);
      return lossObjective(arrival.loss, [...branches, ...arrival.branches], carried);
    },
    judgeAll: ({ shape, values, branches }) =>
      tail
        .runAll(shape, values)
        .map((arrival, i) => lossObjective(arrival.loss, [...branches[i], ...arrival.branches], carried)),
  };
}

/** The objective at the tensor's present values. */
export function evaluate(site: Site): Objective {
  return scope(site.engine, () => site.judge(site.run()));
}

/** Runs `body` with the tensor's elements replaced, and puts them back. */
export function withValues<R>({ tensor }: Pick<Site, "tensor">, values: Float64Array, body: () => R): R {
  const origin = bufferOf(tensor).slice();
  bufferOf(tensor).set(values);
  try {
    return body();
  } finally {
    bufferOf(tensor).set(origin);
  }
}

/** Runs `body` with some elements moved by t, and puts them back. elements: flat indices, each once */
export function withNudge<R>(
  { tensor }: Pick<Site, "tensor">,
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
