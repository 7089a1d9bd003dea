import { scope } from "@retrograd/core";
import { batchReader } from "@retrograd/data";
import { resetRowStates, stepBytes } from "@retrograd/network";
import { checkTrainOptions } from "./check-train-options.js";
import { evaluateSplits } from "./evaluate-splits.js";
import { type EvaluateEvent, metricsOf, type TrainEvent } from "./events.js";
import { findLearned } from "./learned.js";
import { rateOfStep } from "./schedules/rate-of-step.js";
import { observeStop } from "./stop.js";
import { Stopwatch } from "./stopwatch.js";
import type { TrainOptions } from "./train-options.js";
import { trainStep } from "./train-step.js";
import { initTraining, type TrainingState } from "./training-state.js";

/** Minibatch training as an iterable of events: draw, forward, backward, update, until all steps are done or a stop criterion
 *  is met. Training pauses while the caller handles an event, so leaving the iteration ends it after a whole step.
 *  @throws RetrogradError E_DIVERGED with the step when the loss of a minibatch (before its update) or of an evaluation is not
 *  finite, and with layer and tensor when data, a parameter or an output is not; E_PLUGIN when a learning rate of the
 *  schedule is not finite; E_OPTION for an invalid count or bound, or when a split to evaluate is missing or empty */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, void> {
  checkTrainOptions(options);
  const { network, order, steps, optimizer, schedule, logEvery = 100, stop = {} } = options;
  const { evaluateEvery = order.stepsPerEpoch, from = initTraining(options) } = options;
  const { engine, dtype, input } = network;
  const batchAt = batchReader(options.data.train, { ...options, engine, dtype, inputShape: input });
  const watch = new Stopwatch(options.clock);
  const stepOptions = { ...options, learned: findLearned(options), sampleBytes: stepBytes(network, 1) };
  let state = from;
  while (state.toEvaluate || (state.step < steps && state.ended === undefined)) {
    if (!state.toEvaluate) {
      const step = state.step + 1;
      if ((step - 1) % order.stepsPerEpoch === 0) resetRowStates(network, state.rowStates);
      const lr = rateOfStep(step, optimizer.lr, schedule, state.schedule);
      const { loss, ...statistics } = watch.time("train", () =>
        scope(engine, () => trainStep(stepOptions, batchAt(step), state, { step, lr })),
      );
      const seconds = from.stop.seconds + watch.seconds;
      const late = seconds >= (stop.seconds ?? Infinity);
      const due = (every: number) => step % every === 0 || step === 1 || step === steps || late;
      yield {
        type: "step",
        step,
        epoch: step / order.stepsPerEpoch,
        loss,
        lr,
        log: due(logEvery),
        ...statistics,
      };
      const next = { ...state, step, toEvaluate: due(evaluateEvery), stop: { ...state.stop, seconds } };
      state = late ? { ...next, ended: "time" } : next;
      yield { type: "boundary", step, state };
    }
    if (state.toEvaluate) {
      const { step } = state;
      const progress = { step, epoch: step / order.stepsPerEpoch };
      const evaluation: EvaluateEvent = yield* evaluateSplits(options, watch, progress);
      state = { ...observe(options, state, evaluation), toEvaluate: false };
      yield evaluation;
      yield { type: "boundary", step, state };
    }
  }
  const timing = watch.timing(state.step - from.step);
  yield { type: "end", step: state.step, reason: state.ended ?? "steps", timing };
}

/** The state after an evaluation: of the schedule, and of the stop criterion. */
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
