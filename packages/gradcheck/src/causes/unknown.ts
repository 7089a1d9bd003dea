import type { Cause, Failure } from "./cause.js";
import type { Diagnosis } from "./diagnoses.js";
import { wrongOf } from "./pairs.js";

/** `unknown`: wrong along random directions, and right in each element that was looked at. In a large tensor these are
 *  not all. */
export const outsideSample: Cause = ({ pairs }) =>
  wrongOf(pairs).length > 0
    ? undefined
    : {
        code: "unknown",
        message: `wrong along random directions, right in the ${pairs.length} elements looked at`,
      };

/** `unknown`: wrong in no way that the checker knows. */
export function unknown({ pairs }: Failure): Diagnosis {
  return {
    code: "unknown",
    message: `${wrongOf(pairs).length} of ${pairs.length} elements are wrong, in no known way`,
  };
}
