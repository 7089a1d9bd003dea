import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import { callLayer } from "../network/layer-call.js";
import { perturbed } from "../rules/perturbed-setup.js";
import { pairsOf } from "./another-call.js";
import type { Cause, Failure } from "./cause.js";
import { nonlinear } from "./nonlinear.js";
import { looselyEqual, numericOf } from "./pairs.js";

// A factor of less than 1 and this cannot be told from a small error.
const minFactor = 1e-5;

/** One number r times the derivative in every element. `sign`: r is -1; `missing-mean`: something that a mean is taken
 *  over, rows, columns or all elements; `extra-mean`: 1 over that; `constant-factor`: any other. */
export const commonRatio: Cause = (failure) => {
  const common = ratioOf(failure);
  // a gradient that is clipped has one ratio for this dy and others for others
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

/** What a mean may have been taken over, the likeliest first. */
function countsOf({ rows, call, dy, loss }: Failure) {
  const [x, y] = [loss?.y.size ?? call?.x.size ?? rows, loss?.y.size ?? dy?.size ?? rows];
  const counts = [
    { n: rows, of: "rows" },
    { n: x / rows, of: "columns" },
    { n: y / rows, of: "columns" },
    { n: x, of: "elements" },
    { n: y, of: "elements" },
  ];
  // a 2 is more often that of a square than that of a mean over two columns
  return counts.filter(({ n, of }) => n > (of === "rows" ? 1 : 2));
}

/** The ratio of the largest elements, if all others have it within their tolerance. */
function ratioOf({ pairs: elements, call, dy, name, loss }: Failure): number | undefined {
  // a single element has it for every dy, if it is no accident
  const others =
    elements.length > 1 || call === undefined || dy === undefined || loss !== undefined
      ? []
      : pairsOf(callLayer(call), perturbed(dy), name);
  const pairs = [...elements, ...others];
  const largest = pairs.reduce((a, b) => (Math.abs(numericOf(b)) > Math.abs(numericOf(a)) ? b : a));
  const r = largest.analytic / numericOf(largest);
  if (!Number.isFinite(r) || r === 0 || pairs.length < 2) return undefined;
  // nearer to 1 than other elements are held to it
  if (Math.abs(r - 1) < minFactor) return undefined;
  const hasIt = (pair: Pair) =>
    agrees(pair.analytic / r, pair.derivative) || looselyEqual(pair.analytic, r * numericOf(pair), pair);
  return pairs.every(hasIt) ? r : undefined;
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
