import type { ForwardNoise } from "../second-look/forward-noise.js";
import type { Diagnosis } from "./diagnoses.js";

/** `imprecise-forward`: forward is less precise than float64, and backward agrees with its differences within that noise.
 *  `noisy-forward`: the noise of forward hides every difference. */
export function impreciseForward({ kind, relative }: ForwardNoise): Diagnosis {
  const size = relative.toExponential(0);
  return kind === "blind"
    ? {
        code: "noisy-forward",
        message: `forward has random errors of ${size} of its largest output, so no difference of it is meaningful`,
      }
    : {
        code: "imprecise-forward",
        message: `forward has random errors of ${size} of its largest output instead of 1e-16 in float64; backward is right within that noise`,
      };
}
