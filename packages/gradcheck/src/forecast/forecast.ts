import { type Tensor, tensor as tensorOf } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { callEachFirstOnNaN } from "../check/first-calls.js";
import { compare } from "../derivative/comparison.js";
import { everyElement } from "../derivative/exhaustive.js";
import { along, directionsPerTensor } from "../derivative/fast.js";
import { findIndependentColumns } from "../derivative/independent-columns.js";
import { type CheckInputs, type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import { type LayerOnPath, layersFromLoss } from "../network/layers-from-loss.js";
import { randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { checkedGradientsOf, checkedGradientsOfLoss } from "../network/tensor-gradients.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";

// Milliseconds for which the elements of a tensor are timed; the available time decides between the two.
const minPatience = 20;
const maxPatience = 100;

// Work that takes less than this many milliseconds is timed again, up to this many times.
const shortWork = 5;
const maxTimes = 10;

// In a rough forecast, tensors estimated above this many seconds are timed again.
const seemsLong = 0.5;

const timesOfRules = 2;

/** The time that the gradients of one tensor take to check, in seconds. */
export interface TensorCost {
  /** Id of the layer or the loss. */
  readonly layer: string;
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly elements: number;
  /** Element by element; infinity where that was not timed. */
  readonly exhaustive: number;
  /** Along random directions. */
  readonly fast: number;
}

/** The time that a check of a network takes, in seconds, if its gradients are right. Finding the cause of a wrong gradient
 *  takes longer, in both modes. */
export interface Forecast {
  readonly tensors: readonly TensorCost[];
  /** For the rules of layers and the other batches, which every mode checks. */
  readonly rules: number;
}

/** Options of a forecast. */
export interface ForecastOptions extends DrawOptions {
  /** The only step of the differences, as for the check. */
  readonly step?: number | undefined;
  /** Only estimate the order of magnitude: each tensor is timed once and for a short time, unless it seems to take long. */
  readonly roughly?: boolean;
  /** Seconds after which no more elements are timed; 0 to time none. Default: no limit. */
  readonly trying?: number;
  /** Seconds after which the forecast gives up; `rules` is then infinity. Default: no limit. */
  readonly within?: number;
}

/** Estimates the time of a check from a few evaluations of each tensor. Takes a fraction of the time of a check in mode
 *  "fast", and 40 to 200 ms more for each tensor. now: milliseconds from any origin
 *  @throws RetrogradError E_DTYPE and E_OPTION as a check does */
export function forecastCheck(network: Network, options: ForecastOptions, now: () => number): Forecast {
  // another seed than the check's: the check must still catch a layer that stores values of an earlier call
  const inputs = drawCheckInputs(network, { ...options, seed: (options.seed ?? 0) + 1 });
  callEachFirstOnNaN(inputs);
  const secondsOf = (work: () => unknown) => timeOf(work, now) / 1000;
  const { trying = Infinity, within = Infinity, roughly = false, step } = options;
  const start = now();
  const timed: TimedTensor[] = [];
  let rules = 0;
  for (const layer of layersFromLoss(inputs)) {
    const { id } = layer.setup;
    if (options.layer !== undefined && options.layer !== id) continue;
    const { cotangent, tensors } = workOf(layer, inputs);
    // once in cold code and once in warm code, since the check finds some of both
    const rulesStart = now();
    for (let time = 0; time < timesOfRules; time++) checkRules(layer, cotangent);
    rules += (now() - rulesStart) / 1000 / timesOfRules;
    if (now() - start > 1000 * within) return { tensors: [], rules: Infinity };
    const ofLayer = tensors.map(({ name, tensor, gradients }) => {
      const weights = randomWeightValues(tensor.size, inputs.streams.stream(`forecast/${id}/${name}`));
      const directions = gradients.map((gradient) => secondsOf(() => along(gradient, weights, step)));
      const fast = directionsPerTensor * directions.reduce((sum, seconds) => sum + seconds, 0);
      return { gradients, cost: { layer: id, tensor: name, elements: tensor.size, fast } };
    });
    timed.unshift(...ofLayer);
  }
  const exhaustive = timeElements(timed, { end: now() + 1000 * trying, roughly, step }, now);
  const tensors = timed.map((one) => ({ ...one.cost, exhaustive: exhaustive.get(one) ?? Infinity }));
  return { tensors, rules };
}

/** A tensor whose directions have been timed. */
interface TimedTensor {
  readonly gradients: readonly CheckedGradient[];
  readonly cost: Omit<TensorCost, "exhaustive">;
}

/** The work of a check of one layer: a cotangent for its rules, and the objectives of each tensor. */
function workOf({ setup, call, position, gradients }: LayerOnPath, inputs: CheckInputs) {
  const { id, x, streams } = setup;
  const cotangent =
    call === undefined
      ? tensorOf([1], [1], x)
      : randomWeights(call.forward.y.shape, streams.stream(`cotangent/${id}`), x);
  const tensors =
    call === undefined
      ? checkedGradientsOfLoss(inputs, setup, gradients())
      : checkedGradientsOf(call, cotangent, { inputs, position }, gradients());
  return {
    cotangent,
    tensors: tensors.map(({ name, tensor, local, whole }) => ({
      name,
      tensor,
      gradients: [local, whole].filter((gradient) => gradient !== undefined),
    })),
  };
}

/** Checks the rules of a layer, as a check does. */
function checkRules({ setup, withRows }: LayerOnPath, dy: Tensor): void {
  warmUp(setup, dy);
  stateBreaches(setup, dy);
  hiddenBreaches(setup, dy, withRows);
}

/** The limits of timing elements. */
interface TimeElementsOptions {
  /** Time at which to stop, in milliseconds. */
  readonly end: number;
  readonly roughly: boolean;
  readonly step: number | undefined;
}

/** Seconds for every element of each tensor; none for tensors for which there was no time. */
function timeElements(
  timed: readonly TimedTensor[],
  { end, roughly, step }: TimeElementsOptions,
  now: () => number,
): ReadonlyMap<TimedTensor, number> {
  const seconds = new Map<TimedTensor, number>();
  // small tensors first, so that the large ones are left out when time runs out; and all of them twice, since code is slow
  // in a process that has just started, and no longer slow during the check
  const smallFirst = timed.toSorted((a, b) => a.cost.elements - b.cost.elements);
  const turns = [...smallFirst, ...smallFirst];
  for (const [i, one] of turns.entries()) {
    const share = (end - now()) / (turns.length - i);
    if (share <= 0) break;
    const isSecond = i >= smallFirst.length;
    const before = seconds.get(one);
    // a rough forecast times again only what seems long, but for longer: cold code can seem ten times as slow as it is
    if (roughly && isSecond && !((before ?? 0) > seemsLong)) continue;
    const rough = isSecond ? maxPatience : minPatience;
    const patience = roughly ? rough : Math.min(maxPatience, Math.max(minPatience, share));
    const each = before === undefined ? undefined : before / one.cost.elements;
    seconds.set(one, timeOfElements(one.gradients, { step, patience: patience / 1000, each }, now));
  }
  return seconds;
}

/** Milliseconds of some work. For short work the mean of several runs without the first, which is slower. */
function timeOf(work: () => unknown, now: () => number): number {
  const start = now();
  work();
  const first = now();
  if (first - start >= shortWork) return first - start;
  let times = 0;
  let end = first;
  while (times < maxTimes && end - start < shortWork) {
    work();
    end = now();
    times++;
  }
  return times === 0 ? first - start : (end - first) / times;
}

/** How the elements of one tensor are timed. */
interface TimingOptions {
  readonly step: number | undefined;
  /** Seconds for which elements are timed. */
  readonly patience: number;
  /** Seconds of one element, if known from an earlier turn. */
  readonly each: number | undefined;
}

/** Seconds for every element of a tensor, extrapolated from some of them, compared as a check does. */
function timeOfElements(
  gradients: readonly CheckedGradient[],
  { step, patience, each }: TimingOptions,
  now: () => number,
): number {
  const [first] = gradients;
  if (first === undefined) return 0;
  const start = now();
  const columns = findIndependentColumns(first);
  const ready = now();
  const { size } = first.tensor;
  const maxElements = each === undefined ? size : patience / each;
  const steps = everyElement(gradients, columns, { step, maxElements });
  let done = 0;
  let next = steps.next();
  while (!next.done) {
    done += next.value;
    // elements are checked in batches, so a limit on their number alone may be exceeded by much
    if (now() - ready >= (each === undefined ? 1000 : 1500) * patience) break;
    next = steps.next();
  }
  if (next.done) for (const pairs of next.value) compare(pairs, "exhaustive");
  return (ready - start + ((now() - ready) * size) / Math.max(1, done)) / 1000;
}
