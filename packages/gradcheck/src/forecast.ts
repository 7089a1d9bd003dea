import type { Tensor } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { fitting } from "./check-stage.js";
import { everyElement } from "./exhaustive.js";
import { type DrawOptions, drawExperiment } from "./experiment.js";
import { along } from "./fast.js";
import { findLanes } from "./lanes.js";
import { randomSigns, randomSignValues } from "./random-tensors.js";
import { warmUp } from "./rules/elsewhere.js";
import { lossSite, type Site } from "./site.js";
import { type Experiment, runStages, type Stage } from "./stages.js";
import { type Position, sitesOfStage } from "./tensor-sites.js";

// Milliseconds for which the elements of a tensor are tried.
const patience = 25;

// Work that takes fewer milliseconds is timed again, at most so often.
const shortWork = 5;
const mostTimes = 10;

// What a check does beside the comparisons, in parts of it that are timed: the rules of state and of linearity run a layer
// and its way back some nine times as `warmUp` does, on other numbers and the same; smaller batches take six directions.
const rulesInWarmUps = 9;
const directionsOfSmallerBatches = 6;
const directionsOfFastCheck = 4;

/** What the gradients of one tensor take to check, in seconds. */
export interface TensorCost {
  /** Id of the layer, or of the loss. */
  readonly layer: string;
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly elements: number;
  /** Element by element; infinity where that was not tried. */
  readonly exhaustive: number;
  /** Along random directions. */
  readonly fast: number;
}

/** What a check of a network takes, in seconds, where its gradients are right: looking for the cause of a wrong one takes
 *  more, in either mode. */
export interface Forecast {
  readonly tensors: readonly TensorCost[];
  /** For what no mode leaves out: the rules that layers keep to, and smaller batches. */
  readonly rules: number;
}

/** What a forecast may be told. */
export interface ForecastOptions extends DrawOptions {
  /** As a check has it. */
  readonly step?: number | undefined;
  /** Seconds after which no more elements are tried; 0 where nobody asks what they would take. No end unless told. */
  readonly trying?: number;
}

/** Tells what a check would take, from a few evaluations of each tensor by a clock. A fraction of the time of a check in
 *  mode "fast", and some 25 ms more for each tensor.
 *  now: milliseconds from any origin
 *  @throws RetrogradError E_DTYPE and E_OPTION as a check does */
export function forecastCheck(network: Network, options: ForecastOptions, now: () => number): Forecast {
  // other numbers than the check's, so that a layer that keeps some of them is still found out
  const experiment = drawExperiment(network, { ...options, seed: (options.seed ?? 0) + 1 });
  const secondsOf = (work: () => unknown) => leastOf(work, now) / 1000;
  const { trying = Infinity, step } = options;
  const timed: { readonly objectives: readonly Site[]; readonly cost: Omit<TensorCost, "exhaustive"> }[] = [];
  let rules = 0;
  for (const { id, warm, sites } of timedTensors(experiment)) {
    if (options.layer !== undefined && options.layer !== id) continue;
    rules += rulesInWarmUps * secondsOf(warm);
    const own = sites.map(({ name, tensor, objectives }) => {
      const signs = randomSignValues(tensor.size, experiment.streams.stream(`forecast/${id}/${name}`));
      const direction = objectives.map((site) => secondsOf(() => along(site, signs, step)));
      rules += directionsOfSmallerBatches * (direction[0] ?? 0);
      const fast = directionsOfFastCheck * direction.reduce((sum, seconds) => sum + seconds, 0);
      return { objectives, cost: { layer: id, tensor: name, elements: tensor.size, fast } };
    });
    timed.unshift(...own);
  }
  const end = now() + 1000 * trying;
  const exhaustive = new Map<object, number>();
  // the small ones first, so that where time runs out it is the large ones that are not tried
  for (const one of timed.toSorted((a, b) => a.cost.elements - b.cost.elements)) {
    exhaustive.set(one, now() < end ? timeOfElements(one.objectives, step, now) : Infinity);
  }
  const tensors = timed.map((one) => ({ ...one.cost, exhaustive: exhaustive.get(one) ?? Infinity }));
  return { tensors, rules };
}

/** A layer or the loss, with what is timed of it. */
interface Timed {
  readonly id: string;
  /** Runs it and its way back once, on other numbers. */
  warm(): void;
  readonly sites: readonly {
    readonly name: string;
    readonly tensor: Tensor;
    readonly objectives: readonly Site[];
  }[];
}

/** From the loss to the input, as a check goes. */
function* timedTensors(experiment: Experiment): Generator<Timed> {
  const { network, x, t } = experiment;
  const stages = runStages(experiment);
  const tensor = stages.at(-1)?.forward.y ?? x;
  const { id, loss } = network.loss;
  const gradient = () => loss.forward(tensor, t).backward().dx;
  const dx = gradient();
  yield {
    id,
    warm: gradient,
    sites: [{ name: "x", tensor, objectives: [lossSite(experiment, { tensor, gradient: dx })] }],
  };
  let upstream = fitting(dx, tensor);
  for (const [position, stage] of [...stages.entries()].toReversed()) {
    const back = upstream && stage.forward.backward(upstream);
    yield timedStage(stage, { experiment, position }, back);
    upstream = fitting(back?.dx, stage.x);
  }
}

function timedStage(stage: Stage, around: Position, back: Parameters<typeof sitesOfStage>[3]): Timed {
  const { id, forward, x, streams } = stage;
  const cotangent = randomSigns(forward.y.shape, streams.stream(`cotangent/${id}`), x);
  const sites = sitesOfStage(stage, cotangent, around, back).map(({ name, tensor, local, whole }) => ({
    name,
    tensor,
    objectives: [local, whole].filter((site) => site !== undefined),
  }));
  return { id, warm: () => warmUp(stage, cotangent), sites };
}

/** Milliseconds that some work takes: the least of a few times where it is short, since the first is slower. */
function leastOf(work: () => unknown, now: () => number): number {
  let least = Infinity;
  const end = now() + shortWork;
  for (let times = 0; times < mostTimes; times++) {
    const begun = now();
    work();
    least = Math.min(least, now() - begun);
    if (now() >= end) break;
  }
  return least;
}

/** Seconds for every element of a tensor: those tried, and as much for each of the others as for most of those. */
function timeOfElements(sites: readonly Site[], step: number | undefined, now: () => number): number {
  const [first] = sites;
  if (first === undefined) return 0;
  const begun = now();
  const steps = everyElement(sites, findLanes(first), { step });
  let done = 0;
  let at = begun;
  let ready: number | undefined;
  const rates: number[] = [];
  for (let next = steps.next(); !next.done; next = steps.next()) {
    const then = now();
    // the first of them also finds out what can be done together
    if (ready !== undefined) rates.push((then - at) / next.value);
    ready ??= then;
    done += next.value;
    at = then;
    if (at - ready >= patience) break;
  }
  // the median of the later ones: the first are slower, until the machine code is there
  const later = rates.slice(rates.length >> 1).sort((a, b) => a - b);
  const usual = later[later.length >> 1] ?? 0;
  return (at - begun + (first.tensor.size - done) * usual) / 1000;
}
