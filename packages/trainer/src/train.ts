import { type RandomStreams, RetrogradError, scope } from "@retrograd/core";
import { type BatchOrder, batchTensors } from "@retrograd/data";
import {
  forwardLoss,
  type Network,
  type NetworkParams,
  type Optimizer,
  type Samples,
} from "@retrograd/network";
import { type Evaluation, evaluateInPasses } from "./evaluate.js";
import type { EvaluateEvent, Split, TrainEvent } from "./events.js";
import { isMet, type StopCriterion } from "./stop.js";
import { Stopwatch } from "./stopwatch.js";

/** What training depends on. */
export interface TrainOptions {
  readonly network: Network;
  /** Written in place by the optimizer. */
  readonly params: NetworkParams;
  readonly data: Readonly<Record<Split, Samples>>;
  readonly optimizer: Optimizer;
  readonly order: BatchOrder;
  /** Most steps to take. */
  readonly steps: number;
  /** Random streams of the experiment, for layers that draw. */
  readonly streams: RandomStreams;
  /** Steps between evaluations; an epoch unless told. The first and the last step are always evaluated. */
  readonly evaluateEvery?: number;
  /** What to evaluate; train and test unless told. */
  readonly splits?: readonly Split[];
  /** Steps between logged steps; 100 unless told. The first and the last step are always logged. */
  readonly logEvery?: number;
  readonly stop?: StopCriterion;
  /** Milliseconds from any origin, such as performance.now; without it the timing is 0. */
  readonly clock?: () => number;
}

/** Minibatch training, told as it happens: draw, forward, backward, update, until all steps are taken or the stop
 *  criterion is met. The loop waits while an event is looked at, so leaving the iteration ends training after a whole step.
 *  @throws RetrogradError E_DIVERGED naming the step when a loss is not finite: that of a minibatch, before its update is
 *  made, or that of an evaluation */
export async function* train(options: TrainOptions): AsyncGenerator<TrainEvent, void> {
  const { network, order, steps, optimizer, logEvery = 100, stop } = options;
  const { evaluateEvery = order.stepsPerEpoch } = options;
  const watch = new Stopwatch(options.clock);
  let reason: "steps" | "criterion" = "steps";
  let step = 0;
  while (step < steps && reason === "steps") {
    step++;
    const { lr } = optimizer;
    const loss = watch.time("train", () => scope(network.engine, () => trainStep(options, step)));
    const due = (every: number) => step % every === 0 || step === 1 || step === steps;
    const epoch = step / order.stepsPerEpoch;
    yield { type: "step", step, epoch, loss, lr, log: due(logEvery) };
    if (!due(evaluateEvery)) continue;
    const evaluation: EvaluateEvent = yield* evaluateSplits(options, watch, { step, epoch });
    if (stop !== undefined && isMet(stop, evaluation)) reason = "criterion";
    yield evaluation;
  }
  yield { type: "end", step, reason, timing: watch.timing(step) };
}

/** One step of gradient descent. Returns the loss before the update. */
function trainStep({ network, params, data, optimizer, order, streams }: TrainOptions, step: number): number {
  const batch = batchTensors(data.train, order.batchAt(step), { ...network, inputShape: network.input });
  const { loss, backward } = forwardLoss(network, params, batch, { mode: "train", streams, step });
  requireFinite(loss, step, `the loss of step ${step}`);
  optimizer.update(params, backward().grads);
  return loss;
}

/** Evaluates each split, pass by pass. */
function* evaluateSplits(
  { network, params, data, splits = ["train", "test"] }: TrainOptions,
  watch: Stopwatch,
  at: { readonly step: number; readonly epoch: number },
): Generator<TrainEvent, EvaluateEvent> {
  const evaluations: Partial<Record<Split, Evaluation>> = {};
  for (const split of splits) {
    const passes = evaluateInPasses(network, params, data[split]);
    for (;;) {
      const pass = watch.time("evaluate", () => passes.next());
      if (pass.done === true) {
        requireFinite(pass.value.loss, at.step, `the ${split} loss after step ${at.step}`);
        evaluations[split] = pass.value;
        break;
      }
      yield { type: "evaluating", step: at.step, split, done: pass.value };
    }
  }
  return { type: "evaluate", ...at, splits: evaluations };
}

function requireFinite(loss: number, step: number, what: string): void {
  if (Number.isFinite(loss)) return;
  throw new RetrogradError(
    "E_DIVERGED",
    `training diverged: ${what} is ${loss}. Try a smaller learning rate, or scale the inputs`,
    { data: { step, loss } },
  );
}
