import type { ForwardNoise } from "../second-look/forward-noise.js";
import type { Diagnosis } from "./diagnoses.js";

/** `imprecise-forward`: forward is less precise than float64, and backward agrees with its differences as far as they tell.
 *  `noisy-forward`: no difference of forward tells anything. */
export function impreciseForward({ kind, relative }: ForwardNoise): Diagnosis {
  const size = relative.toExponential(0);
  return kind === "blind"
    ? {
        code: "noisy-forward",
        message: `forward is off by ${size} of its largest output at random: no difference of it means anything`,
      }
    : {
        code: "imprecise-forward",
        message: `forward is off by ${size} of its largest output at random, where float64 gives 1e-16; backward is right as far as differences tell`,
      };
}
