import { type RandomStreams, RetrogradError, scope } from "@retrograd/core";
import { type Batch, type BatchOrder, batchReader, sampleCount } from "@retrograd/data";
import {
  forwardLoss,
  type Metric,
  measuresOf,
  type Network,
  type NetworkParams,
  type Optimizer,
  type SampleSet,
  type Schedule,
  type UpdateContext,
} from "@retrograd/network";
import { type ClipRule, clipGradients } from "./clip-gradients.js";
import { type Evaluation, evaluateInPasses } from "./evaluate.js";
import { type EvaluateEvent, metricsOf, type Split, type StepEvent, type TrainEvent } from "./events.js";
import { watchOutputs } from "./guard.js";
import { usualMetrics } from "./metrics/builtin-metrics.js";
import { type OptimizerState, updateParams } from "./optimizers/optimizer-state.js";
import { measureUpdate } from "./statistics/parameter-statistics.js";
import { watchUnits } from "./statistics/unit-counts.js";
import { observeStop, type StopCriterion } from "./stop.js";
import { Stopwatch } from "./stopwatch.js";
import { initTraining, type TrainingState } from "./training-state.js";

/** Samples by split. */
type SplitData = Readonly<{ train: SampleSet } & Partial<Record<Split, SampleSet>>>;

/** What training depends on. */
export interface TrainOptions {
  readonly network: Network;
  /** Written in place by the optimizer. */
  readonly params: NetworkParams;
  readonly data: SplitData;
  readonly optimizer: Optimizer;
  /** Learning rates over the steps; the optimizer's own throughout unless told. */
  readonly schedule?: Schedule;
  /** How gradients are cut before each update; not at all unless told. */
  readonly clip?: ClipRule;
  readonly order: BatchOrder;
  /** Most steps to take. */
  readonly steps: number;
  /** Random streams of the experiment, for layers that draw. */
  readonly streams: RandomStreams;
  /** Steps between evaluations; an epoch unless told. The first and the last step are always evaluated. */
  readonly evaluateEvery?: number;
  /** What to evaluate, of the splits that there are; all of them unless told. */
  readonly splits?: readonly Split[];
  /** What is evaluated beside the loss; accuracy of classes and R2 of values unless told. */
  readonly metrics?: readonly Metric[];
  /** Steps between logged steps; 100 unless told. The first and the last step are always logged. */
  readonly logEvery?: number;
  /** Steps between statistics of parameters, gradients and updates; none unless told. The first and the last step have
   *  them always. With them, evaluations count the units that have stopped learning. */
  readonly statisticsEvery?: number;
  readonly stop?: StopCriterion;
  /** Where to go on from: the state of an earlier training, together with its parameters. */
  readonly from?: TrainingState;
  /** Milliseconds from any origin, such as performance.now; without it the timing is 0. */
  readonly clock?: () => number;
}

/** Minibatch training, told as it happens: draw, forward, backward, update, until all steps are taken or a stop criterion
 *  is met. The loop waits while an event is looked at, so leaving the iteration ends training after a whole step.
 *  @throws RetrogradError E_DIVERGED naming the step when a loss is not finite, that of a minibatch before its update is
 *  made, or that of an evaluation; and the layer and tensor when data, a parameter or an output is not; E_PLUGIN when a
 *  learning rate of the schedule is not; E_OPTION when a split to evaluate is missing or empty */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, void> {
  const { network, params, order, steps, optimizer, schedule, logEvery = 100, stop = {} } = options;
  const { evaluateEvery = order.stepsPerEpoch, from = initTraining(params, optimizer, schedule) } = options;
  const { engine, dtype, input } = network;
  const batchAt = batchReader(options.data.train, { ...options, engine, dtype, inputShape: input });
  const watch = new Stopwatch(options.clock);
  let state = from;
  while (state.toEvaluate || (state.step < steps && state.ended === undefined)) {
    if (!state.toEvaluate) {
      const step = state.step + 1;
      const lr = schedule === undefined ? optimizer.lr : rateOf(schedule, state, { step, lr: optimizer.lr });
      const { loss, ...found } = watch.time("train", () =>
        scope(network.engine, () => trainStep(options, batchAt(step), state.optimizer, { step, lr })),
      );
      const seconds = from.stop.seconds + watch.seconds;
      const late = seconds >= (stop.seconds ?? Infinity);
      const due = (every: number) => step % every === 0 || step === 1 || step === steps || late;
      yield { type: "step", step, epoch: step / order.stepsPerEpoch, loss, lr, log: due(logEvery), ...found };
      const next = { ...state, step, toEvaluate: due(evaluateEvery), stop: { ...state.stop, seconds } };
      state = late ? { ...next, ended: "time" } : next;
      yield { type: "boundary", step, state };
    }
    if (state.toEvaluate) {
      const { step } = state;
      const at = { step, epoch: step / order.stepsPerEpoch };
      const evaluation: EvaluateEvent = yield* evaluateSplits(options, watch, at);
      state = { ...observe(options, state, evaluation), toEvaluate: false };
      yield evaluation;
      yield { type: "boundary", step, state };
    }
  }
  const timing = watch.timing(state.step - from.step);
  yield { type: "end", step: state.step, reason: state.ended ?? "steps", timing };
}

/** The learning rate of a step by a schedule. One that is not finite would break the parameters, and look like training that
 *  diverged. */
function rateOf(
  schedule: Schedule,
  { schedule: scheduled }: TrainingState,
  { step, lr }: UpdateContext,
): number {
  const rate = schedule.rate(step, lr, scheduled);
  if (Number.isFinite(rate)) return rate;
  throw new RetrogradError(
    "E_PLUGIN",
    `the schedule gives step ${step} a learning rate of ${rate}: it must be a finite number`,
  );
}

/** One step of gradient descent. Returns the loss before the update, and statistics of the update where they are due. */
function trainStep(
  options: TrainOptions,
  batch: Batch,
  state: OptimizerState,
  ctx: UpdateContext,
): Pick<StepEvent, "loss" | "statistics"> {
  const { network, params, optimizer, streams, clip = {} } = options;
  const { step } = ctx;
  const watch = watchOutputs({ step, x: batch.x, params });
  const { loss, backward } = forwardLoss(network, params, batch, { mode: "train", streams, step, watch });
  requireFinite(loss, step, `the loss of step ${step}`);
  const gradients = backward().grads;
  const grads = clipGradients(params, gradients, clip);
  const update = () => updateParams(optimizer, { params, grads, state }, ctx);
  const { statisticsEvery = Infinity } = options;
  const due = step % statisticsEvery === 0 || step === 1 || step === options.steps;
  if (statisticsEvery !== Infinity && due)
    return { loss, statistics: measureUpdate(params, gradients, update) };
  update();
  return { loss };
}

/** What an evaluation means for the steps to come. */
function observe(
  { schedule, stop }: TrainOptions,
  state: TrainingState,
  evaluation: EvaluateEvent,
): TrainingState {
  const metrics = metricsOf(evaluation);
  const scheduled = schedule?.observe?.(state.schedule, metrics) ?? state.schedule;
  const stopped = stop === undefined ? { state: state.stop } : observeStop(stop, state.stop, metrics);
  const { reason } = stopped;
  const ended = reason === undefined ? {} : { ended: reason };
  return { ...state, schedule: scheduled, stop: stopped.state, ...ended };
}

/** Evaluates each split, pass by pass. */
function* evaluateSplits(
  options: TrainOptions,
  watch: Stopwatch,
  at: { readonly step: number; readonly epoch: number },
): Generator<TrainEvent, EvaluateEvent> {
  const { network, params, data, splits = splitsOf(data), statisticsEvery } = options;
  const { metrics = usualMetrics(network.loss.loss) } = options;
  const evaluations: (readonly [Split, Evaluation])[] = [];
  const units = statisticsEvery === undefined ? undefined : watchUnits(network);
  for (const split of splits) {
    const passes = evaluateInPasses(network, params, samplesOf(data, split), {
      metrics,
      ...(units && { watch: units.watch }),
    });
    for (;;) {
      const pass = watch.time("evaluate", () => passes.next());
      if (pass.done === true) {
        requireFinite(pass.value.numbers.loss, at.step, `the ${split} loss after step ${at.step}`);
        evaluations.push([split, pass.value]);
        break;
      }
      yield { type: "evaluating", step: at.step, split, done: pass.value };
    }
  }
  const numbers = evaluations.map(([split, { numbers }]) => [split, numbers]);
  const tables = evaluations.filter(([, found]) => Object.keys(found.tables).length > 0);
  return {
    type: "evaluate",
    ...at,
    splits: Object.fromEntries(numbers),
    measures: measuresOf(metrics),
    ...(tables.length === 0
      ? {}
      : { tables: Object.fromEntries(tables.map(([split, { tables }]) => [split, tables])) }),
    ...(units && { units: units.counts() }),
  };
}

/** The splits that there are. */
function splitsOf(data: SplitData): readonly Split[] {
  return (["train", "validation", "test"] as const).filter((split) => data[split] !== undefined);
}

function samplesOf(data: SplitData, split: Split): SampleSet {
  const samples = data[split];
  if (samples !== undefined && sampleCount(samples) > 0) return samples;
  if (samples !== undefined)
    throw new RetrogradError("E_OPTION", `the ${split} split has no samples to evaluate: leave it out`);
  throw new RetrogradError(
    "E_OPTION",
    `"splits" names "${split}", but the data have only ${splitsOf(data).join(", ")}`,
  );
}

function requireFinite(loss: number, step: number, what: string): void {
  if (Number.isFinite(loss)) return;
  throw new RetrogradError(
    "E_DIVERGED",
    `training diverged: ${what} is ${loss}. Try a smaller learning rate, or scale the inputs`,
    { data: { step, loss } },
  );
}
