import { type Tensor, tensor as tensorOf } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { fitting } from "../check/check-layer-call.js";
import { callEachFirstOnNaN } from "../check/first-calls.js";
import { compare } from "../derivative/comparison.js";
import { everyElement } from "../derivative/exhaustive.js";
import { along } from "../derivative/fast.js";
import { findIndependentColumns } from "../derivative/independent-columns.js";
import { type CheckInputs, type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import { type CheckedGradient, lossGradient } from "../network/checked-gradient.js";
import { callLayers, type LayerCall, type LayerSetup } from "../network/layer-call.js";
import { lossAsLayer, lossWithRows } from "../network/loss-as-layer.js";
import { randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { checkedGradientsOf, type Position } from "../network/tensor-gradients.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { batchOf } from "../rules/other-batches.js";
import { warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";

// Milliseconds for which the elements of a tensor are tried, by how much time there is.
const minPatience = 20;
const maxPatience = 100;

// Work that takes fewer milliseconds is timed again, at most so often.
const shortWork = 5;
const maxTimes = 10;

// Seconds from which the elements of a tensor are tried once more, where it is enough to know roughly.
const seemsLong = 0.5;

const timesOfRules = 2;
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
  /** Whether it is enough to know the order of magnitude: each tensor is then tried once, and not for long,
   *  unless it seems to take long. */
  readonly roughly?: boolean;
  /** Seconds after which no more elements are tried; 0 where nobody asks what they would take. No end unless told. */
  readonly trying?: number;
  /** Seconds after which the forecast gives up: `rules` is infinity then. No end by default. */
  readonly within?: number;
}

/** Tells what a check would take, from a few evaluations of each tensor by a clock. A fraction of the time of a check in
 *  mode "fast", and 40 to 200 ms more for each tensor.
 *  now: milliseconds from any origin
 *  @throws RetrogradError E_DTYPE and E_OPTION as a check does */
export function forecastCheck(network: Network, options: ForecastOptions, now: () => number): Forecast {
  // other numbers than the check's, so that a layer that keeps some of them is still found out
  const inputs = drawCheckInputs(network, { ...options, seed: (options.seed ?? 0) + 1 });
  callEachFirstOnNaN(inputs);
  const secondsOf = (work: () => unknown) => timeOf(work, now) / 1000;
  const { trying = Infinity, within = Infinity, roughly = false, step } = options;
  const started = now();
  const timed: {
    readonly objectives: readonly CheckedGradient[];
    readonly cost: Omit<TensorCost, "exhaustive">;
  }[] = [];
  let rules = 0;
  for (const { id, keepRules, gradients } of timedTensors(inputs)) {
    if (options.layer !== undefined && options.layer !== id) continue;
    // once in cold code and once in warm, since the check's own finds some of both
    const begun = now();
    for (let time = 0; time < timesOfRules; time++) keepRules();
    rules += (now() - begun) / 1000 / timesOfRules;
    if (now() - started > 1000 * within) return { tensors: [], rules: Infinity };
    const own = gradients.map(({ name, tensor, objectives }) => {
      const weights = randomWeightValues(tensor.size, inputs.streams.stream(`forecast/${id}/${name}`));
      const direction = objectives.map((gradient) => secondsOf(() => along(gradient, weights, step)));
      const fast = directionsOfFastCheck * direction.reduce((sum, seconds) => sum + seconds, 0);
      return { objectives, cost: { layer: id, tensor: name, elements: tensor.size, fast } };
    });
    timed.unshift(...own);
  }
  const end = now() + 1000 * trying;
  const exhaustive = new Map<object, number>();
  // the small ones first, so that where time runs out it is the large ones that are not tried; and all of them twice, since
  // the code of a process that has just begun is slow, and that of the check is not any more
  const smallFirst = timed.toSorted((a, b) => a.cost.elements - b.cost.elements);
  const tries = [...smallFirst, ...smallFirst];
  for (const [i, one] of tries.entries()) {
    const share = (end - now()) / (tries.length - i);
    if (share <= 0) break;
    const again = i >= smallFirst.length;
    // roughly, only what seems long is worth a second look, but then a long one: cold code seems ten times as slow as it is
    if (roughly && again && !((exhaustive.get(one) ?? 0) > seemsLong)) continue;
    const rough = again ? maxPatience : minPatience;
    const patience = roughly ? rough : Math.min(maxPatience, Math.max(minPatience, share));
    const before = exhaustive.get(one);
    const each = before === undefined ? undefined : before / one.cost.elements;
    exhaustive.set(one, timeOfElements(one.objectives, { step, patience: patience / 1000, each }, now));
  }
  const tensors = timed.map((one) => ({ ...one.cost, exhaustive: exhaustive.get(one) ?? Infinity }));
  return { tensors, rules };
}

/** A layer or the loss, with what is timed of it. */
interface Timed {
  readonly id: string;
  /** Looks at the rules that it has to keep to, as a check does. */
  keepRules(): void;
  readonly gradients: readonly {
    readonly name: string;
    readonly tensor: Tensor;
    readonly objectives: readonly CheckedGradient[];
  }[];
}

/** From the loss to the input, as a check goes. */
function* timedTensors(inputs: CheckInputs): Generator<Timed> {
  const { network, x, t, streams } = inputs;
  const layerCalls = callLayers(inputs);
  const tensor = layerCalls.at(-1)?.forward.y ?? x;
  const { id, loss } = network.loss;
  const { dx } = loss.forward(tensor, t).backward();
  const setup = lossAsLayer(network.loss, tensor, t, streams);
  const withRows = (n: number) => lossWithRows({ loss: network.loss, x: tensor, t, streams }, n);
  yield {
    id,
    keepRules: () => keepRules(setup, tensorOf([1], [1], network), withRows),
    gradients: [{ name: "x", tensor, objectives: [lossGradient(inputs, { tensor, analytic: dx })] }],
  };
  let upstream = fitting(dx, tensor);
  for (const [position, call] of [...layerCalls.entries()].toReversed()) {
    const back = upstream && call.forward.backward(upstream);
    yield timedLayerCall(call, { inputs, position }, back);
    upstream = fitting(back?.dx, call.x);
  }
}

function timedLayerCall(
  call: LayerCall,
  around: Position,
  back: Parameters<typeof checkedGradientsOf>[3],
): Timed {
  const { id, forward, x, streams } = call;
  const cotangent = randomWeights(forward.y.shape, streams.stream(`cotangent/${id}`), x);
  const gradients = checkedGradientsOf(call, cotangent, around, back).map(
    ({ name, tensor, local, whole }) => ({
      name,
      tensor,
      objectives: [local, whole].filter((gradient) => gradient !== undefined),
    }),
  );
  const withRows = (n: number) => ({ ...call, x: batchOf(x, n) });
  return { id, keepRules: () => keepRules(call, cotangent, withRows), gradients };
}

function keepRules(setup: LayerSetup, dy: Tensor, withRows: (n: number) => LayerSetup): void {
  warmUp(setup, dy);
  stateBreaches(setup, dy);
  hiddenBreaches(setup, dy, withRows);
}

/** Milliseconds that some work takes: the mean of a few times where it is short, without the first, which is slower. */
function timeOf(work: () => unknown, now: () => number): number {
  const begun = now();
  work();
  const first = now();
  if (first - begun >= shortWork) return first - begun;
  let times = 0;
  let at = first;
  while (times < maxTimes && at - begun < shortWork) {
    work();
    at = now();
    times++;
  }
  return times === 0 ? first - begun : (at - first) / times;
}

/** How the elements of a tensor are tried. */
interface Trying {
  readonly step: number | undefined;
  /** Seconds for which they are tried. */
  readonly patience: number;
  /** Seconds that one takes, where that is known from before. */
  readonly each: number | undefined;
}

/** Seconds for every element of a tensor, by some of them, compared as a check does. */
function timeOfElements(
  gradients: readonly CheckedGradient[],
  { step, patience, each }: Trying,
  now: () => number,
): number {
  const [first] = gradients;
  if (first === undefined) return 0;
  const begun = now();
  const columns = findIndependentColumns(first);
  const ready = now();
  const { size } = first.tensor;
  const steps = everyElement(gradients, columns, { step, most: each === undefined ? size : patience / each });
  let tried = 0;
  let next = steps.next();
  while (!next.done) {
    tried += next.value;
    // how long one takes is not known the first time, and what is checked together may be many
    if (now() - ready >= (each === undefined ? 1000 : 1500) * patience) break;
    next = steps.next();
  }
  if (next.done) for (const pairs of next.value) compare(pairs, "exhaustive");
  return (ready - begun + ((now() - ready) * size) / Math.max(1, tried)) / 1000;
}
