import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { randomSignValues } from "../network/random-tensors.js";
import { lineAcrossKinks } from "./gradient-line.js";
import { type Stencil, stencilOf } from "./stencil.js";

// From the magnitude of an input down to that of round-off. The steps are uneven numbers, since round steps on a grid of
// rounded values show no noise.
const steps = Array.from({ length: 9 }, (_, k) => (0.5 + ((k * 0.6180339887 + 0.4) % 1) / 2) * 10 ** -k);

// Index of the last coarse step. A term that does not change at the coarse steps does not change at all.
const lastCoarse = 1;

/** Maximum noise of sums and products in float64, relative to the largest term. */
const usual = 1e-11;

/** Noise above which no difference shows the slope, relative to the largest term. */
const hopeless = 1e-2;

/** The noise of forward. precise: that of float64. imprecise: more, but differences over larger steps show the slope.
 *  blind: so much that no difference shows it. */
export interface ForwardNoise {
  readonly kind: "precise" | "imprecise" | "blind";
  /** Standard error of a term of the objective. */
  readonly size: number;
  /** The same, relative to the largest term or the largest change of a term. */
  readonly relative: number;
}

/** Measures the noise of the objective along one random direction of the tensor: for each term, at nine points, with steps
 *  from 0.7 to 6e-9. For a smooth function, high-order differences vanish as the step shrinks. Noise does not, until the
 *  step is smaller than the grid of rounded values. */
export function forwardNoise(gradient: CheckedGradient, streams: LayerCall["streams"]): ForwardNoise {
  const v = randomSignValues(gradient.tensor.size, streams.stream("noise of forward"));
  const line = lineAcrossKinks(gradient, v);
  const scales = steps.map((h) => ({ h, terms: line.termsAt(h) ?? [] }));
  const stencils = Array.from(line.base.terms, (_, k) =>
    scales.map(({ h, terms }) => stencilOf(terms[k] ?? new Float64Array(0), h)),
  );
  const noises = stencils.map(noiseOfTerm).filter((noise) => noise !== undefined);
  let largest = 0;
  for (const [k, value] of line.base.terms.entries()) {
    const [{ range }] = stencils[k];
    largest = Math.max(largest, Math.abs(value), Number.isFinite(range) ? range : 0);
  }
  if (noises.length === 0 || largest === 0) return { kind: "precise", size: 0, relative: 0 };
  const sorted = noises.toSorted((a, b) => a - b);
  // the 90th percentile: a single term in a bend is not noise
  const size = sorted[Math.floor(0.9 * (sorted.length - 1))];
  const relative = size / largest;
  return { kind: relative > hopeless ? "blind" : relative > usual ? "imprecise" : "precise", size, relative };
}

/** The noise of one term, from its stencil at each step; undefined for a term that does not change. */
function noiseOfTerm(scales: readonly Stencil[]): number | undefined {
  const coarse = scales.slice(0, lastCoarse + 1);
  if (!coarse.some(({ range }) => range > 0)) return undefined;
  const showing = scales
    .filter(({ noise, range }) => range > 0 && noise <= 0.1 * range)
    .map(({ noise }) => noise);
  // nothing but noise; a function with a single jump has only two values
  if (showing.length === 0)
    return coarse.some(({ levels }) => levels > 3) ? Math.max(...coarse.map(({ noise }) => noise)) : 0;
  if (showing.length === 1) return coarse.some(({ stairs }) => stairs > 0) ? showing[0] : 0;
  // noise has the same size at each step, except for a few that fit the grid by chance
  const sorted = showing.toSorted((a, b) => a - b);
  const noise = sorted[sorted.length > 4 ? 2 : (sorted.length - 1) >> 1];
  // a quantity that shrinks with the step is not noise
  const near = sorted.filter((other) => other <= 4 * noise && noise <= 4 * other);
  return near.length > 1 ? noise : 0;
}
