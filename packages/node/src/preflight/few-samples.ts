import { defined, RetrogradError } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import { type Network, parameterCount, parameterOwners } from "@retrograd/network";
import type { Optimizer } from "@retrograd/plugin";
import { train } from "@retrograd/trainer";
import { formatLoss, formatNumberOf } from "../format/numbers.js";
import { explainFarTarget, farTarget } from "../insight/far-from-zero.js";
import type { TrainingSetup } from "../training/training-setup.js";
import { baselineLoss } from "./baseline-loss.js";
import type { PreflightCheck } from "./preflight-check.js";
import { spreadRows } from "./spread-rows.js";

const maxSamples = 20;
const maxSteps = 1000;
/** Multiply-adds of all steps together, about a second; the largest networks take a hundred steps all the same. */
const maxWork = 1e10;
const minSteps = 100;
/** Samples are learned once their loss is at most this fraction of the baseline. */
const learned = 0.2;

// factors of the experiment's learning rate to try if that fails
const smaller = [0.1, 0.01, 1e-3];
const others = [10, 100, 1e4, 0.1, 0.01];
// and rates to try in any network, if the experiment's rate is far from all of them
const usual = [0.1, 0.01, 1e-3];
/** A larger rate only helps to reach targets that are far from 0; then scaling the targets is the better advice. */
const largestUsual = 1;

/** The outcome of training on a few samples. */
interface Attempt {
  readonly first: number;
  readonly last: number;
  readonly steps: number;
  readonly outcome: "learned" | "not learned" | "diverged";
}

/** Trains on 20 samples, which a network that can learn overfits: with the experiment's optimizer and learning rate, all
 *  samples in each step, until their loss is a fifth of the baseline. A network with few parameters trains on fewer samples.
 *  If it does not learn them, other learning rates show whether the rate or the network is the cause.
 *  prepare: creates the initial parameters again */
export async function checkFewSamples(prepare: () => TrainingSetup): Promise<PreflightCheck> {
  const { network, data, optimizer } = prepare();
  const rows = spreadRows(data.train, samplesFor(network));
  const samples = formatNumberOf(rows.length, "sample");
  const attempt = await learn(prepare(), optimizer.lr, rows);
  const check = { name: "a few samples", ok: attempt.outcome === "learned" } as const;
  if (check.ok) return { ...check, message: `${samples} learned ${describe(attempt)}` };
  const does = attempt.outcome === "diverged" ? "diverges on" : "does not learn";
  const message = `${optimizer.type} at a learning rate of ${optimizer.lr} ${does} ${samples} ${describe(attempt)}`;
  const target = farTarget(data);
  const near = (attempt.outcome === "diverged" ? smaller : others).map((factor) =>
    Number((factor * optimizer.lr).toPrecision(12)),
  );
  for (const lr of new Set([...near, ...usual])) {
    if (target !== undefined && lr > largestUsual) continue;
    const other = await learn(prepare(), lr, rows);
    if (other.outcome !== "learned") continue;
    const fix = `use another learning rate: ${lr} learns them ${describe(other)}; retrograd lr-find suggests one`;
    return { ...check, message, fix };
  }
  if (target !== undefined) {
    const { finding, advice } = explainFarTarget(target);
    return { ...check, message, fix: `${finding}: ${advice}` };
  }
  const fix =
    "none of the learning rates tried learns them. Check for all-zero initial parameters, for units that are dead or saturated from the start (inputs or init too large), and for equal inputs with different targets";
  return { ...check, message, fix };
}

function describe({ first, last, steps }: Attempt): string {
  return `in ${formatNumberOf(steps, "step")}, loss ${formatLoss(first)} -> ${formatLoss(last)}`;
}

/** 20, or half as many as there are parameters for each output. */
function samplesFor(network: Network): number {
  const parameters = parameterOwners(network).reduce((sum, owner) => sum + parameterCount(owner), 0);
  const outputs = network.loss.loss.outShape.reduce((size, axis) => size * axis, 1);
  return Math.max(2, Math.min(maxSamples, Math.floor(parameters / (2 * outputs))));
}

function stepsFor({ layers }: Network, samples: number): number {
  const forward = layers.reduce((sum, { layer }) => sum + (layer.multiplyAdds ?? 0), 0);
  const steps = Math.floor(maxWork / Math.max(1, 3 * samples * forward));
  return Math.max(minSteps, Math.min(maxSteps, steps));
}

async function learn(setup: TrainingSetup, lr: number, rows: Int32Array): Promise<Attempt> {
  const { network, params, data, streams, clip, parameters } = setup;
  const optimizer: Optimizer = { ...setup.optimizer, lr };
  const limit = stepsFor(network, rows.length);
  const baseline = baselineLoss(network, data.train, rows).loss;
  const order: BatchOrder = {
    stepsPerEpoch: 1,
    // each step starts a new epoch, so no row continues
    streams: rows.length,
    batchAt: () => rows,
    state: () => undefined,
    restore: () => {},
  };
  let [first, last, steps] = [Number.NaN, Number.NaN, 0];
  const options = {
    network,
    params,
    data,
    streams,
    optimizer,
    order,
    ...defined({ clip, parameters }),
  };
  try {
    for await (const event of train({ ...options, steps: limit, splits: [] })) {
      if (event.type !== "step") continue;
      last = event.loss;
      steps = event.step;
      if (steps === 1) first = last;
      // a baseline that is not positive has no fifth: then any decrease counts
      if (baseline > 0 ? last <= learned * baseline : last < first)
        return { first, last, steps, outcome: "learned" };
    }
  } catch (error) {
    if (!(error instanceof RetrogradError) || error.code !== "E_DIVERGED") throw error;
    return { first, last, steps, outcome: "diverged" };
  }
  return { first, last, steps, outcome: last > first ? "diverged" : "not learned" };
}
