import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import { callLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { pairsOf } from "./another-call.js";
import type { Cause, Failure } from "./cause.js";
import { nonlinear } from "./nonlinear.js";
import { looselyEqual, numericOf } from "./pairs.js";

// A factor closer to 1 than this cannot be distinguished from a small error.
const minFactor = 1e-5;

/** Backward is r times the derivative, with the same r in every element. `sign`: r is -1; `missing-mean`: r is the number
 *  of rows, columns or elements, over which a mean is taken; `extra-mean`: r is 1 over such a number; `constant-factor`: any
 *  other r. */
export const commonRatio: Cause = (failure) => {
  const common = ratioOf(failure);
  // a clipped gradient has another ratio for another dy
  if (common === undefined || nonlinear(failure) !== undefined) return undefined;
  if (close(common, -1))
    return { code: "sign", message: "backward is -1 times the derivative", ratio: common };
  const message = `backward is ${Number(common.toPrecision(7))} times the derivative in every element`;
  for (const { n, of } of countsOf(failure)) {
    if (close(common, n))
      return { code: "missing-mean", message: `${message}, the number of ${of}`, ratio: common };
    if (close(common, 1 / n))
      return { code: "extra-mean", message: `${message}, 1 over the number of ${of}`, ratio: common };
  }
  return { code: "constant-factor", message, ratio: common };
};

/** Numbers that a mean may be taken over, the most likely first. */
function countsOf({ rows, call, dy, loss }: Failure) {
  const [x, y] = [loss?.y.size ?? call?.x.size ?? rows, loss?.y.size ?? dy?.size ?? rows];
  const counts = [
    { n: rows, of: "rows" },
    { n: x / rows, of: "columns" },
    { n: y / rows, of: "columns" },
    { n: x, of: "elements" },
    { n: y, of: "elements" },
  ];
  // 2 is more often the derivative of a square than a mean over two columns
  return counts.filter(({ n, of }) => n > (of === "rows" ? 1 : 2));
}

/** The ratio of the largest element, if all others have it within their tolerance. */
function ratioOf({ pairs: elements, call, dy, name, loss }: Failure): number | undefined {
  // a single element must have the same ratio for another dy
  const others =
    elements.length > 1 || call === undefined || dy === undefined || loss !== undefined
      ? []
      : pairsOf(callLayer(call), perturbed(dy), name);
  const pairs = [...elements, ...others];
  const largest = pairs.reduce((a, b) => (Math.abs(numericOf(b)) > Math.abs(numericOf(a)) ? b : a));
  const r = largest.analytic / numericOf(largest);
  if (!Number.isFinite(r) || r === 0 || pairs.length < 2) return undefined;
  // too close to 1 to be a factor
  if (Math.abs(r - 1) < minFactor) return undefined;
  const hasRatio = (pair: Pair) =>
    agrees(pair.analytic / r, pair.derivative) || looselyEqual(pair.analytic, r * numericOf(pair), pair);
  return pairs.every(hasRatio) ? r : undefined;
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
