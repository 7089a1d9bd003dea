import type { Cause } from "./cause.js";
import { numericOf } from "./pairs.js";

/** `smoothed-loss`: forward takes log(y + eps), backward is the derivative of log y. Backward in row r is then
 *  `1 + eps / y[r, t]` times the derivative; that must explain nearly all of what is wrong, and far more of it than one
 *  factor for all rows does. */
export const smoothedLoss: Cause = ({ pairs, rows, loss }) => {
  if (loss === undefined || loss.t.size !== rows || pairs.length !== loss.y.size) return undefined;
  const { y, t } = loss;
  const width = y.size / rows;
  const gaps = pairs.map((pair) => pair.analytic - numericOf(pair));
  const expected = pairs.map((pair, i) => {
    const row = Math.floor(i / width);
    return numericOf(pair) / y.data[row * width + t.data[row]];
  });
  const smoothed = fitOf(gaps, expected);
  const scaled = fitOf(gaps, pairs.map(numericOf));
  if (!(smoothed.factor > 0 && smoothed.left <= 0.05 && smoothed.left < 0.25 * scaled.left)) return undefined;
  const eps = smoothed.factor.toExponential(1);
  return {
    code: "smoothed-loss",
    message: `the gap to the derivative is eps / y with eps = ${eps}: forward takes log(y + ${eps})`,
  };
};

/** The factor by which `b` comes nearest to `a`, and the part of the sum of squares of `a` that it leaves. */
function fitOf(
  a: readonly number[],
  b: readonly number[],
): { readonly factor: number; readonly left: number } {
  const dot = (x: readonly number[], z: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * z[i], 0);
  const factor = dot(a, b) / dot(b, b);
  const rest = a.map((value, i) => value - factor * b[i]);
  return { factor, left: dot(rest, rest) / dot(a, a) };
}
