import { RetrogradError } from "@retrograd/core";
import type { Schedule } from "@retrograd/plugin";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";

/** Which learning rates to try: from one to another, each step the same factor larger than the one before. */
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
  /** Of the step's minibatch, before its update. */
  readonly loss: number;
}

/** What a range test says. */
export interface RangeFindings {
  /** The losses of the points, each the mean of those around it. */
  readonly smoothed: readonly number[];
  /** Where the smoothed loss falls fastest over the logarithm of the rate. */
  readonly steepest: number;
  /** Where the smoothed loss is lowest: close to the largest rate that still trains. */
  readonly lowest: number;
  /** The rate to train with: `steepest`, but at most half of `lowest`, and none below those that were tried. */
  readonly suggested: number;
  /** Where rates that were not tried may be better: below the first where half of `lowest` is there, above the last where
   *  the loss at it is still near its lowest. */
  readonly untried?: "below" | "above";
}

// a loss of so many times the lowest will not come down again
const diverged = 4;
// a smoothed loss of at most so many times the lowest differs from it by chance
const near = 1.25;
// each smoothed loss is the mean of so large a part of all steps, on each side
const window = 0.04;

/** Trains with learning rates that rise from step to step, `lr_i = from (to / from)^((i - 1) / (steps - 1))`, and tells the
 *  loss at each, until the last or until the loss has diverged. `params` are trained, so give it some of its own.
 *  Source: L. N. Smith, Cyclical Learning Rates for Training Neural Networks, arXiv:1506.01186, section 3.3
 *  @throws RetrogradError E_OPTION for rates or steps that are no range */
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
  // no more than these: whoever has all that a training takes gives it, and a range test neither stops nor measures
  const taken = { network, params, data, optimizer, order, streams, ...(clip === undefined ? {} : { clip }) };
  let lowest = Number.POSITIVE_INFINITY;
  try {
    for await (const event of train({ ...taken, schedule: rising(range), steps, splits: [] })) {
      if (event.type !== "step") continue;
      const { step, lr, loss } = event;
      yield { step, lr, loss };
      lowest = Math.min(lowest, loss);
      if (loss > diverged * lowest && step > window * steps) return;
    }
  } catch (error) {
    // what the test looks for: the rate at which training breaks down
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

/** The rates that the losses of a range test speak for.
 *  @throws RetrogradError E_DIVERGED when there are fewer than 10 points: the first rates are too large already */
export function findLearningRate(points: readonly RangePoint[], { steps }: LearningRateRange): RangeFindings {
  if (points.length < 10) {
    throw new RetrogradError(
      "E_DIVERGED",
      `the loss diverged after ${points.length} steps of the range test: begin at a smaller learning rate`,
    );
  }
  const losses = points.map(({ loss }) => loss);
  const reach = Math.max(1, Math.round(window * steps));
  const smoothed = losses.map((_, i) => mean(losses.slice(Math.max(0, i - reach), i + reach + 1)));
  const slopes = smoothed.map((_, i) => {
    const [left, right] = [Math.max(0, i - 1), Math.min(smoothed.length - 1, i + 1)];
    return ((smoothed[right] ?? 0) - (smoothed[left] ?? 0)) / (right - left);
  });
  const bottom = indexOfLeast(smoothed);
  const rateAt = (index: number) => points[index]?.lr ?? Number.NaN;
  // beyond the lowest loss a fall is an accident of a training that diverges
  const [steepest, lowest] = [rateAt(indexOfLeast(slopes.slice(0, bottom + 1))), rateAt(bottom)];
  const [wanted, first] = [Math.min(steepest, lowest / 2), rateAt(0)];
  const trains = points.length === steps && (smoothed.at(-1) ?? 0) <= near * (smoothed[bottom] ?? 0);
  const untried = trains ? "above" : wanted < first ? "below" : undefined;
  return { smoothed, steepest, lowest, suggested: Math.max(wanted, first), ...(untried && { untried }) };
}

function rising({ from, to, steps }: LearningRateRange): Schedule {
  const factor = to / from;
  return { initialState: {}, rate: (step) => from * factor ** ((step - 1) / Math.max(1, steps - 1)) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, i) => (value < (values[least] ?? 0) ? i : least), 0);
}
