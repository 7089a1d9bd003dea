import type { Cause } from "./cause.js";
import { matches, numericOf } from "./pairs.js";

/** `misplaced`: the same numbers at other positions. Both gradients are equal after sorting. */
export const misplaced: Cause = ({ pairs }) => {
  const byAnalytic = pairs.toSorted((a, b) => a.analytic - b.analytic);
  const byNumeric = pairs.toSorted((a, b) => numericOf(a) - numericOf(b));
  if (pairs.length < 2 || !matches(byAnalytic, byNumeric)) return undefined;
  return { code: "misplaced", message: "backward has the numbers of the derivative at other positions" };
};
