import { bufferOf, type Engine, scope, type Tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/network";
import { lossObjective, type Objective, weighted } from "./objective.js";
import { branchesOf, type Experiment, runLayer, runTail, type Stage } from "./stages.js";

/** Output of what is checked, at the tensor's present values. */
export interface Output {
  /** [batch, ...] */
  readonly y: Tensor;
  readonly branches: readonly Signature[];
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
  };
}

/** The whole way from a layer to the network's loss. position: of the layer in the network */
export function wholeSite(
  stage: Stage,
  experiment: Experiment,
  position: number,
  of: { tensor: Tensor; gradient: Tensor },
): Site {
  const { layer, params, x } = stage;
  const { engine, layers } = experiment.network;
  const after = layers.slice(position + 1);
  return {
    ...of,
    engine,
    declared: layers.slice(position).every((one) => one.layer.branches !== undefined),
    run: () => ({ y: runLayer(stage).y, branches: branchesOf(layer, params, x) }),
    judge({ y, branches }) {
      const tail = runTail(experiment, after, y);
      return lossObjective(tail.loss, [...branches, ...tail.branches]);
    },
  };
}

/** The loss and its own input. */
export function lossSite(experiment: Experiment, of: { tensor: Tensor; gradient: Tensor }): Site {
  const { network, t } = experiment;
  return {
    ...of,
    engine: network.engine,
    declared: false,
    run: () => ({ y: of.tensor, branches: [] }),
    judge: ({ y }) => lossObjective(network.loss.loss.forward(y, t).loss, []),
  };
}

/** The objective at the tensor's present values. */
export function evaluate(site: Site): Objective {
  return scope(site.engine, () => site.judge(site.run()));
}

/** Runs `body` with the tensor's elements replaced, and puts them back. */
export function withValues<R>({ tensor }: Site, values: Float64Array, body: () => R): R {
  const origin = bufferOf(tensor).slice();
  bufferOf(tensor).set(values);
  try {
    return body();
  } finally {
    bufferOf(tensor).set(origin);
  }
}

function largest({ data }: Tensor): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
  return most;
}
