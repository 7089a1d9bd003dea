import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { randomSignValues } from "../network/random-tensors.js";
import { lineAlong } from "./gradient-line.js";
import { type Stencil, stencilOf } from "./stencil.js";

// From the size of an input down to where round-off is all there is; odd, since on a grid a round step shows no noise.
const steps = Array.from({ length: 9 }, (_, k) => (0.5 + ((k * 0.6180339887 + 0.4) % 1) / 2) * 10 ** -k);

// The last step that is coarse: where not even such a one moves a term, nothing does.
const lastCoarse = 1;

/** Noise of more than this much of the largest term is more than sums and products in float64 make. */
const usual = 1e-11;

/** Noise of more than this much hides every difference. */
const hopeless = 1e-2;

/** How finely forward tells inputs apart. precise: as float64 does. imprecise: less, and differences over larger steps show
 *  its slope all the same. blind: so little that no difference shows it. */
export interface ForwardNoise {
  readonly kind: "precise" | "imprecise" | "blind";
  /** Standard error of a term of the objective. */
  readonly size: number;
  /** The same, in units of the largest term, or of the most that one moves. */
  readonly relative: number;
}

/** Measures the noise of what follows a tensor, along one random direction of it: term by term, at nine points, in steps
 *  from 0.7 to 6e-9. What is smooth leaves nothing in high differences as the step shrinks; noise stays, until a step is
 *  finer than the grid that values were rounded to. */
export function forwardNoise(gradient: CheckedGradient, streams: LayerCall["streams"]): ForwardNoise {
  const v = randomSignValues(gradient.tensor.size, streams.stream("noise of forward"));
  const line = lineAlong(
    { ...gradient, objectiveOf: (output) => ({ ...gradient.objectiveOf(output), branches: [] }) },
    v,
  );
  const scales = steps.map((h) => ({ h, terms: line.termsAt(h) ?? [] }));
  const stencils = Array.from(line.base.terms, (_, k) =>
    scales.map(({ h, terms }) => stencilOf(terms[k] ?? new Float64Array(0), h)),
  );
  const found = stencils.map(noiseOfTerm).filter((noise) => noise !== undefined);
  let largest = 0;
  for (const [k, value] of line.base.terms.entries()) {
    const [{ range }] = stencils[k];
    largest = Math.max(largest, Math.abs(value), Number.isFinite(range) ? range : 0);
  }
  if (found.length === 0 || largest === 0) return { kind: "precise", size: 0, relative: 0 };
  const sorted = found.toSorted((a, b) => a - b);
  // most of a few, nine tenths of many: one term in a bend is no noise
  const size = sorted[Math.floor(0.9 * (sorted.length - 1))];
  const relative = size / largest;
  return { kind: relative > hopeless ? "blind" : relative > usual ? "imprecise" : "precise", size, relative };
}

/** The noise of one term, by what it is at each step; undefined for a term that does not move. */
function noiseOfTerm(scales: readonly Stencil[]): number | undefined {
  const coarse = scales.slice(0, lastCoarse + 1);
  if (!coarse.some(({ range }) => range > 0)) return undefined;
  const shows = ({ noise, range }: Stencil) => range > 0 && noise <= 0.1 * range;
  const showing = scales.filter(shows).map(({ noise }) => noise);
  // nothing but noise; a function with a single jump has two values
  if (showing.length === 0)
    return coarse.some(({ levels }) => levels > 3) ? Math.max(...coarse.map(({ noise }) => noise)) : 0;
  if (showing.length === 1) return coarse.some(({ stairs }) => stairs > 0) ? showing[0] : 0;
  // noise is there at each step, but for a few that happen to fit the grid
  const sorted = showing.toSorted((a, b) => a - b);
  const noise = sorted[sorted.length > 4 ? 2 : (sorted.length - 1) >> 1];
  // what shrinks with the step is none
  const near = sorted.filter((other) => other <= 4 * noise && noise <= 4 * other);
  return near.length > 1 ? noise : 0;
}
