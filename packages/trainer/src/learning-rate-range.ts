import { RetrogradError } from "@retrograd/core";
import type { Schedule } from "@retrograd/plugin";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";

/** The learning rates to try: from one to another, growing by the same factor at each step. */
export interface LearningRateRange {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** A step of a range test. */
export interface RangePoint {
  /** Counted from 1. */
  readonly step: number;
  readonly lr: number;
  /** The loss of the step's minibatch, before the update. */
  readonly loss: number;
}

/** The result of a range test. */
export interface RangeFindings {
  /** The losses of the points, smoothed by a moving mean. */
  readonly smoothed: readonly number[];
  /** The rate at which the smoothed loss falls fastest over the logarithm of the rate. */
  readonly steepest: number;
  /** The rate with the lowest smoothed loss: close to the largest rate that still trains. */
  readonly lowest: number;
  /** The rate to train with: `steepest`, but at most half of `lowest`, and at least the first rate of the range. */
  readonly suggested: number;
  /** Where rates outside of the range may be better: below the first rate if half of `lowest` is there, above the last rate
   *  if the loss there is still near the lowest. */
  readonly untried?: "below" | "above";
}

// a loss above this multiple of the lowest will not recover
const divergedRatio = 4;
// a smoothed loss up to this multiple of the lowest can differ from it by chance
const nearRatio = 1.25;
// half width of the moving mean, as a fraction of all steps
const window = 0.04;

/** Trains with rising learning rates, `lr_i = from (to / from)^((i - 1) / (steps - 1))`, and yields the loss at each, until the
 *  last step or until the loss diverges. It trains `params` in place: pass a copy.
 *  Source: L. N. Smith, Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186, section 3.3
 *  @throws RetrogradError E_OPTION for invalid rates or steps */
export async function* sweepLearningRates(
  {
    network,
    params,
    data,
    optimizer,
    clip,
    order,
    streams,
  }: Pick<TrainOptions, "network" | "params" | "data" | "optimizer" | "clip" | "order" | "streams">,
  range: LearningRateRange,
): AsyncGenerator<RangePoint, void> {
  const { steps } = range;
  requireRange(range);
  // only these, since a caller may pass all options of a training, and a range test neither stops nor evaluates
  const options = {
    network,
    params,
    data,
    optimizer,
    order,
    streams,
    ...(clip === undefined ? {} : { clip }),
  };
  let lowest = Number.POSITIVE_INFINITY;
  try {
    for await (const event of train({ ...options, schedule: rising(range), steps, splits: [] })) {
      if (event.type !== "step") continue;
      const { step, lr, loss } = event;
      yield { step, lr, loss };
      lowest = Math.min(lowest, loss);
      if (loss > divergedRatio * lowest && step > window * steps) return;
    }
  } catch (error) {
    // divergence is an expected result of the test
    if (!(error instanceof RetrogradError && error.code === "E_DIVERGED")) throw error;
  }
}

function requireRange({ from, to, steps }: LearningRateRange): void {
  if (from > 0 && to > from && to < Infinity && Number.isInteger(steps) && steps >= 2) return;
  throw new RetrogradError(
    "E_OPTION",
    `a range test needs a rate > 0, a larger one, and at least 2 steps from one to the other; got ${from}, ${to} and ${steps}`,
  );
}

/** The result of the points of a range test.
 *  @throws RetrogradError E_DIVERGED when there are fewer than 10 points, because the first rates are too large already */
export function findLearningRate(points: readonly RangePoint[], { steps }: LearningRateRange): RangeFindings {
  if (points.length < 10) {
    throw new RetrogradError(
      "E_DIVERGED",
      `the loss diverged after ${points.length} steps of the range test: start at a smaller learning rate`,
    );
  }
  const losses = points.map(({ loss }) => loss);
  const reach = Math.max(1, Math.round(window * steps));
  const smoothed = losses.map((_, i) => mean(losses.slice(Math.max(0, i - reach), i + reach + 1)));
  const slopes = smoothed.map((_, i) => {
    const [left, right] = [Math.max(0, i - 1), Math.min(smoothed.length - 1, i + 1)];
    return ((smoothed[right] ?? 0) - (smoothed[left] ?? 0)) / (right - left);
  });
  const bottom = indexOfMinimum(smoothed);
  const rateAt = (index: number) => points[index]?.lr ?? Number.NaN;
  // after the lowest loss training diverges, and a fall is accidental
  const [steepest, lowest] = [rateAt(indexOfMinimum(slopes.slice(0, bottom + 1))), rateAt(bottom)];
  const [target, first] = [Math.min(steepest, lowest / 2), rateAt(0)];
  const trains = points.length === steps && (smoothed.at(-1) ?? 0) <= nearRatio * (smoothed[bottom] ?? 0);
  const untried = trains ? "above" : target < first ? "below" : undefined;
  return { smoothed, steepest, lowest, suggested: Math.max(target, first), ...(untried && { untried }) };
}

function rising({ from, to, steps }: LearningRateRange): Schedule {
  const factor = to / from;
  return { initialState: {}, rate: (step) => from * factor ** ((step - 1) / Math.max(1, steps - 1)) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function indexOfMinimum(values: readonly number[]): number {
  return values.reduce((minimum, value, i) => (value < (values[minimum] ?? 0) ? i : minimum), 0);
}
