import type { Pair } from "../comparison.js";
import { agrees } from "../numerical.js";
import type { Cause } from "./cause.js";
import { nonlinear } from "./nonlinear.js";
import { looselyEqual, numericOf } from "./pairs.js";

/** One number r times the derivative in every element. `sign`: r is -1; `missing-mean`: the number of rows, or of a
 *  loss's inputs; `extra-mean`: 1 over that; `constant-factor`: any other. */
export const commonRatio: Cause = (failure) => {
  const { pairs, rows, loss } = failure;
  const common = ratioOf(pairs);
  // a gradient that is clipped has one ratio for this dy and others for others
  if (common === undefined || nonlinear(failure) !== undefined) return undefined;
  if (close(common, -1))
    return { code: "sign", message: "backward is -1 times the derivative", ratio: common };
  const message = `backward is ${Number(common.toPrecision(7))} times the derivative in every element`;
  const counts = loss === undefined ? [rows] : [rows, loss.y.size];
  for (const n of counts.filter((count) => count > 1)) {
    if (close(common, n))
      return { code: "missing-mean", message: `${message}, the number of rows`, ratio: common };
    if (close(common, 1 / n))
      return { code: "extra-mean", message: `${message}, 1 over the number of rows`, ratio: common };
  }
  return { code: "constant-factor", message, ratio: common };
};

/** The ratio of the largest elements, if all others have it within their tolerance. */
function ratioOf(pairs: readonly Pair[]): number | undefined {
  const largest = pairs.reduce((a, b) => (Math.abs(numericOf(b)) > Math.abs(numericOf(a)) ? b : a));
  const r = largest.analytic / numericOf(largest);
  if (!Number.isFinite(r) || r === 0 || pairs.length < 2) return undefined;
  const hasIt = (pair: Pair) =>
    agrees(pair.analytic / r, pair.derivative) || looselyEqual(pair.analytic, r * numericOf(pair), pair);
  return pairs.every(hasIt) ? r : undefined;
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
