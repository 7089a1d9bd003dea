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
import { callLayer, type LayerSetup } from "../network/layer-call.js";
import { randomWeights } from "../network/random-tensors.js";
import { forwardNoise } from "../second-look/forward-noise.js";
import { hasKinkNearby } from "../second-look/kinks.js";
import { reconsider } from "../second-look/reconsider.js";

// Elements of each input that are looked at.
const maxElements = 2 ** 12;

// Noise that is more than that of float64, where something downstream is wrong.
const suspicious = 1e-13;

// A gap of this part of what passes may add up to a failure further up.
const nearMiss = 0.05;

/** A layer on its real input, with the gradient that comes from behind it. */
export interface Suspect {
  readonly setup: LayerSetup;
  /** The loss's gradient by its output, as y; [1] for the loss itself. */
  readonly upstream: Tensor;
}

/** What is wrong at one of several suspects. */
export interface Culprit {
  readonly layer: string;
  readonly diagnosis: Diagnosis;
  /** Of the layer's input; absent where it was not compared. */
  readonly comparison?: Comparison;
  /** Whether backward is wrong, or the layer proves nothing. */
  readonly verdict: "fail" | "inconclusive";
}

/** The layer that makes a gradient wrong on its way to the loss whose own layer alone is right: each one after it is looked
 *  at element by element, with a random cotangent and with the gradient that really comes from behind it. The first that
 *  is wrong, or noisy, is it; else one that sits on kinks which it does not declare; else the one that is nearest to being
 *  wrong. suspects: in the order of the network, the layer itself
 *  first, which is noisy at worst */
export function findCulprit(suspects: readonly Suspect[]): Culprit | undefined {
  const looks = suspects.map(lookAt);
  const guilty = looks.find((look) => look.culprit !== undefined)?.culprit;
  if (guilty !== undefined) return guilty;
  const kinked = suspects.find(sitsOnKinks);
  if (kinked !== undefined) {
    return { layer: kinked.setup.id, verdict: "inconclusive", diagnosis: undeclaredKink };
  }
  return looks.toSorted((a, b) => b.miss - a.miss).find(({ miss }) => miss >= nearMiss)?.nearest;
}

/** What is wrong with a layer by itself; else how near it comes to that. */
function lookAt({ setup, upstream }: Suspect) {
  const call = callLayer(setup);
  const { id, streams, x } = call;
  const weights = randomWeights(call.forward.y.shape, streams.stream(`suspect/${id}`), x);
  let [miss, nearest]: [number, Culprit | undefined] = [0, undefined];
  for (const dy of [weights, upstream]) {
    const gradient = localGradientOf(call, dy, "x");
    const noise = forwardNoise(gradient, streams);
    if (noise.relative > suspicious) {
      const verdict = noise.kind === "blind" ? "inconclusive" : "fail";
      return { miss: 1, culprit: { layer: id, verdict, diagnosis: impreciseForward(noise) } as const };
    }
    const [pairs] = finish(everyElement([gradient], findIndependentColumns(gradient), { most: maxElements }));
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
    const found: Culprit = { layer: id, verdict: "fail", diagnosis, comparison };
    if (comparison.verdict === "fail" && again.wrong) return { miss: 1, culprit: found };
    const close = comparison.tolerance === 0 ? 0 : comparison.error / comparison.tolerance;
    if (close > miss) [miss, nearest] = [close, found];
  }
  return { miss, nearest };
}

/** Whether backward is wrong for the gradient that really comes from behind, though it is right for a random one. */
export function isWrongAlone({ setup, upstream }: Suspect, name: string): boolean {
  const call = callLayer(setup);
  const gradient = localGradientOf(call, upstream, name);
  const [pairs] = finish(everyElement([gradient], findIndependentColumns(gradient), { most: maxElements }));
  return compare(pairs, "exhaustive").verdict === "fail" && reconsider(gradient, pairs, setup.streams).wrong;
}

function sitsOnKinks({ setup, upstream }: Suspect): boolean {
  if (setup.layer.branches !== undefined) return false;
  return hasKinkNearby(localGradientOf(callLayer(setup), upstream, "x"), setup.streams);
}
