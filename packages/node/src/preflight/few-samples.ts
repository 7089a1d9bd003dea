import { RetrogradError } from "@retrograd/core";
import { type Network, parameterCount } from "@retrograd/network";
import type { Optimizer } from "@retrograd/plugin";
import { train } from "@retrograd/trainer";
import { formatLoss, formatNumberOf } from "../format/numbers.js";
import { explainFarTarget, farTarget } from "../insight/far-from-zero.js";
import type { TrainingSetup } from "../training/training-setup.js";
import { baselineLoss } from "./baseline-loss.js";
import type { PreflightCheck } from "./preflight-check.js";
import { rowsSpread } from "./spread-rows.js";

const mostSamples = 20;
const mostSteps = 1000;
/** Multiply-adds of all steps together, about a second; but a hundred steps are taken of the largest network. */
const mostWork = 1e10;
const fewestSteps = 100;
/** Samples are learned once their loss is so much of what it is by knowing nothing. */
const learned = 0.2;

// times the experiment's own learning rate, to try where that fails
const smaller = [0.1, 0.01, 1e-3];
const others = [10, 100, 1e4, 0.1, 0.01];
// and rates of any network, to try where the experiment's own is far from all of them
const usual = [0.1, 0.01, 1e-3];
/** A larger rate only helps to reach targets that are far from 0; bringing them near 0 is the better advice then. */
const largestUsual = 1;

/** How a few samples were learned. */
interface Attempt {
  readonly first: number;
  readonly last: number;
  readonly steps: number;
  readonly outcome: "learned" | "not learned" | "diverged";
}

/** Trains on 20 samples alone, which any network that can learn learns by heart: with the experiment's own optimizer at its
 *  own learning rate, all of them in each step, until their loss is a fifth of what it is by knowing nothing. Of a network
 *  that has few parameters fewer samples are asked. Where it does not learn them, other learning rates tell whether the rate
 *  is to blame or the network. prepare: creates the initial parameters again */
export async function checkFewSamples(prepare: () => TrainingSetup): Promise<PreflightCheck> {
  const { network, data, optimizer } = prepare();
  const rows = rowsSpread(data.train, samplesFor(network));
  const samples = formatNumberOf(rows.length, "sample");
  const own = await learn(prepare(), optimizer.lr, rows);
  const check = { name: "a few samples", ok: own.outcome === "learned" } as const;
  if (check.ok) return { ...check, message: `${samples} learned ${describe(own)}` };
  const does = own.outcome === "diverged" ? "diverges on" : "does not learn";
  const message = `${optimizer.type} at a learning rate of ${optimizer.lr} ${does} ${samples} ${describe(own)}`;
  const target = farTarget(data);
  const near = (own.outcome === "diverged" ? smaller : others).map((factor) =>
    Number((factor * optimizer.lr).toPrecision(12)),
  );
  for (const lr of new Set([...near, ...usual])) {
    if (target !== undefined && lr > largestUsual) continue;
    const other = await learn(prepare(), lr, rows);
    if (other.outcome !== "learned") continue;
    const mend = `take another learning rate: ${lr} learns them ${describe(other)}; retrograd lr-find suggests one`;
    return { ...check, message, mend };
  }
  if (target !== undefined) {
    const { finding, advice } = explainFarTarget(target);
    return { ...check, message, mend: `${finding}: ${advice}` };
  }
  const mend =
    "no learning rate that was tried learns them: look for parameters that all begin at 0, for units that are dead or saturated from the begin (inputs or init too large), and for equal inputs with different targets";
  return { ...check, message, mend };
}

function describe({ first, last, steps }: Attempt): string {
  return `in ${formatNumberOf(steps, "step")}, loss ${formatLoss(first)} -> ${formatLoss(last)}`;
}

/** 20, or half as many as there are parameters for each output. */
function samplesFor({ layers, loss }: Network): number {
  const parameters = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
  const outputs = loss.loss.outShape.reduce((size, axis) => size * axis, 1);
  return Math.max(2, Math.min(mostSamples, Math.floor(parameters / (2 * outputs))));
}

function stepsFor({ layers }: Network, samples: number): number {
  const forward = layers.reduce((sum, { layer }) => sum + (layer.multiplyAdds ?? 0), 0);
  const steps = Math.floor(mostWork / Math.max(1, 3 * samples * forward));
  return Math.max(fewestSteps, Math.min(mostSteps, steps));
}

async function learn(setup: TrainingSetup, lr: number, rows: Int32Array): Promise<Attempt> {
  const { network, params, data, streams, clip } = setup;
  const optimizer: Optimizer = { ...setup.optimizer, lr };
  const most = stepsFor(network, rows.length);
  const baseline = baselineLoss(network, data.train, rows).loss;
  const order = { stepsPerEpoch: 1, batchAt: () => rows, state: () => undefined, restore: () => {} };
  let [first, last, steps] = [Number.NaN, Number.NaN, 0];
  const options = {
    network,
    params,
    data,
    streams,
    optimizer,
    order,
    ...(clip === undefined ? {} : { clip }),
  };
  try {
    for await (const event of train({ ...options, steps: most, splits: [] })) {
      if (event.type !== "step") continue;
      last = event.loss;
      steps = event.step;
      if (steps === 1) first = last;
      // a loss that is not positive by knowing nothing has no fifth: then a fall is what there is to see
      if (baseline > 0 ? last <= learned * baseline : last < first)
        return { first, last, steps, outcome: "learned" };
    }
  } catch (error) {
    if (!(error instanceof RetrogradError) || error.code !== "E_DIVERGED") throw error;
    return { first, last, steps, outcome: "diverged" };
  }
  return { first, last, steps, outcome: last > first ? "diverged" : "not learned" };
}
