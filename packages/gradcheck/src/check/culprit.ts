import type { Tensor } from "@retrograd/core";
import { localGradientOf } from "../causes/another-call.js";
import { diagnose } from "../causes/diagnose.js";
import type { Diagnosis } from "../causes/diagnoses.js";
import { impreciseForward } from "../causes/imprecise-forward.js";
import { undeclaredKink } from "../causes/undeclared-kink.js";
import { type Comparison, compare } from "../derivative/comparison.js";
import { everyElement } from "../derivative/exhaustive.js";
import { findIndependentColumns } from "../derivative/independent-columns.js";
import { finish } from "../derivative/steps.js";
import { callLayer, declaresKinks, type LayerSetup } from "../network/layer-call.js";
import { randomWeights } from "../network/random-tensors.js";
import { forwardNoise } from "../second-look/forward-noise.js";
import { hasKinkNearby } from "../second-look/kinks.js";
import { reconsider } from "../second-look/reconsider.js";

// Maximum number of elements of each input that are compared.
const maxElements = 2 ** 12;

// Noise above this is more than that of float64. It counts only where a later layer is wrong.
const suspicious = 1e-13;

// A gap of this part of the tolerance can add up to a failure of an earlier layer.
const nearMiss = 0.05;

/** A layer with its real input and upstream gradient. */
export interface Suspect {
  readonly setup: LayerSetup;
  /** Gradient of the network's loss by the layer's output, shaped like y; [1] for the loss itself. */
  readonly upstream: Tensor;
}

/** The suspect at fault. */
export interface Culprit {
  readonly layer: string;
  readonly diagnosis: Diagnosis;
  /** Comparison of the gradient by the layer's input; undefined where there was none. */
  readonly comparison?: Comparison;
  /** "fail" for a wrong backward, "inconclusive" for a layer that proves nothing. */
  readonly verdict: "fail" | "inconclusive";
}

/** Finds the layer that makes the loss's gradient wrong where an earlier layer is right alone. Every suspect is checked
 *  element by element, with a random cotangent and with its real upstream gradient. The culprit is the first suspect that is
 *  wrong or noisy, else one on kinks that it does not declare, else the one closest to being wrong.
 *  suspects: in the order of the network. The first is the earlier layer itself, which can only be noisy */
export function findCulprit(suspects: readonly Suspect[]): Culprit | undefined {
  const results = suspects.map(checkSuspect);
  const guilty = results.find(({ culprit }) => culprit !== undefined)?.culprit;
  if (guilty !== undefined) return guilty;
  const kinked = suspects.find(isOnKinks);
  if (kinked !== undefined) {
    return { layer: kinked.setup.id, verdict: "inconclusive", diagnosis: undeclaredKink };
  }
  return results.toSorted((a, b) => b.closeness - a.closeness).find(({ closeness }) => closeness >= nearMiss)
    ?.closest;
}

/** The suspect as the culprit, or how close it is to being wrong, from 0 to 1. */
function checkSuspect({ setup, upstream }: Suspect) {
  const call = callLayer(setup);
  const { id, streams, x } = call;
  const weights = randomWeights(call.forward.y.shape, streams.stream(`suspect/${id}`), x);
  let [closeness, closest]: [number, Culprit | undefined] = [0, undefined];
  for (const dy of [weights, upstream]) {
    const gradient = localGradientOf(call, dy, "x");
    const noise = forwardNoise(gradient, streams);
    if (noise.relative > suspicious) {
      const verdict = noise.kind === "blind" ? "inconclusive" : "fail";
      return { closeness: 1, culprit: { layer: id, verdict, diagnosis: impreciseForward(noise) } as const };
    }
    const [pairs] = finish(everyElement([gradient], findIndependentColumns(gradient), { maxElements }));
    const again = reconsider(gradient, pairs, streams);
    const comparison = compare(again.pairs, "exhaustive");
    const diagnosis = diagnose({
      pairs: again.pairs,
      tensor: x,
      name: "x",
      call,
      dy,
      rows: x.shape[0] ?? 0,
    });
    const candidate: Culprit = { layer: id, verdict: "fail", diagnosis, comparison };
    if (comparison.verdict === "fail" && again.wrong) return { closeness: 1, culprit: candidate };
    const close = comparison.tolerance === 0 ? 0 : comparison.error / comparison.tolerance;
    if (close > closeness) [closeness, closest] = [close, candidate];
  }
  return { closeness, closest };
}

/** Whether backward is wrong for the real upstream gradient, though it is right for a random one. */
export function isWrongAlone({ setup, upstream }: Suspect, name: string): boolean {
  const call = callLayer(setup);
  const gradient = localGradientOf(call, upstream, name);
  const [pairs] = finish(everyElement([gradient], findIndependentColumns(gradient), { maxElements }));
  return compare(pairs, "exhaustive").verdict === "fail" && reconsider(gradient, pairs, setup.streams).wrong;
}

function isOnKinks({ setup, upstream }: Suspect): boolean {
  const call = callLayer(setup);
  if (declaresKinks(call, call.forward)) return false;
  return hasKinkNearby(localGradientOf(call, upstream, "x"), setup.streams);
}
