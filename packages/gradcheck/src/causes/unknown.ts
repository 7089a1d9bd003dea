import type { Cause, Failure } from "./cause.js";
import type { Diagnosis } from "./diagnoses.js";
import { wrongOf } from "./pairs.js";

/** `unknown`: wrong along random directions, and right in each element that was compared. In a large tensor only some of the
 *  elements are compared. */
export const outsideSample: Cause = ({ pairs }) =>
  wrongOf(pairs).length > 0
    ? undefined
    : {
        code: "unknown",
        message: `wrong along random directions, right in the ${pairs.length} compared elements`,
      };

/** `unknown`: wrong in a way that no cause recognises. */
export function unknown({ pairs }: Failure): Diagnosis {
  return {
    code: "unknown",
    message: `${wrongOf(pairs).length} of ${pairs.length} elements are wrong, for no known cause`,
  };
}
