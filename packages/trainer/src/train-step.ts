import type { Batch } from "@retrograd/data";
import { commitState, forwardLoss, PassMemory, storeRowStates, withRowStates } from "@retrograd/network";
import type { UpdateContext } from "@retrograd/plugin";
import { clipGradients } from "./clip-gradients.js";
import type { StepEvent } from "./events.js";
import { requireFiniteLoss, watchOutputs } from "./guard.js";
import { gradientsOf, type Learned } from "./learned.js";
import { updateParams } from "./optimizers/optimizer-state.js";
import { measureUpdate } from "./statistics/parameter-statistics.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainingState } from "./training-state.js";

/** What a step of training writes in place, in addition to the parameters. */
export type StepState = Pick<TrainingState, "optimizer" | "rowStates">;

/** Bytes of a step from which tensors are released while backward runs; for less it takes longer than it saves. */
const minimumReleased = 2 ** 20;

/** One step of gradient descent. Returns the loss before the update, and statistics of the update at the steps that have them. */
export function trainStep(
  options: TrainOptions & { readonly learned: Learned; readonly sampleBytes: number },
  batch: Batch,
  { optimizer: state, rowStates }: StepState,
  ctx: UpdateContext,
): Pick<StepEvent, "loss" | "statistics"> {
  const { network, params, learned, optimizer, streams, clip = {} } = options;
  const { frozen, rules } = learned;
  const { step } = ctx;
  const watch = watchOutputs({ step, x: batch.x, params });
  const rows = batch.x.shape[0] ?? 0;
  const continued = withRowStates(network, params, rowStates, rows);
  const memory = rows * options.sampleBytes < minimumReleased ? undefined : new PassMemory(network.engine);
  const pass = forwardLoss(network, continued, batch, {
    mode: "train",
    streams,
    step,
    watch,
    frozen,
    memory,
  });
  const { loss } = pass;
  requireFiniteLoss(loss, step, `the loss of step ${step}`);
  const gradients = gradientsOf(learned, pass.backward().grads);
  const grads = clipGradients(learned.params, gradients, clip);
  const update = () => updateParams(optimizer, { params: learned.params, grads, state, rules }, ctx);
  // after backward, which may read the current state
  commitState(network, params, pass.state, rows);
  storeRowStates(network, rowStates, pass.state, { mode: "train", rows });
  const { statisticsEvery = Infinity } = options;
  const due = step % statisticsEvery === 0 || step === 1 || step === options.steps;
  if (statisticsEvery !== Infinity && due)
    return { loss, statistics: measureUpdate(learned.params, gradients, update) };
  update();
  return { loss };
}
