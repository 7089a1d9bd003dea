import type { Cause } from "./cause.js";
import { matches, numericOf } from "./pairs.js";

/** `misplaced`: the same numbers in other places. Both sides sorted by size are equal. */
export const misplaced: Cause = ({ pairs }) => {
  const given = pairs.toSorted((a, b) => a.analytic - b.analytic);
  const wanted = pairs.toSorted((a, b) => numericOf(a) - numericOf(b));
  if (pairs.length < 2 || !matches(given, wanted)) return undefined;
  return { code: "misplaced", message: "backward has the derivative's numbers in other places" };
};
