import type { Cause } from "./cause.js";
import { numericOf } from "./pairs.js";

/** `smoothed-loss`: forward computes log(y + eps), and backward is the derivative of log y. Backward in row r is then
 *  `1 + eps / y[r, t]` times the derivative. This must explain nearly all of the gap, and much more of it than a single
 *  factor for all rows. */
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
  if (!(smoothed.factor > 0 && smoothed.rest <= 0.05 && smoothed.rest < 0.25 * scaled.rest)) return undefined;
  const eps = smoothed.factor.toExponential(1);
  return {
    code: "smoothed-loss",
    message: `the gap to the derivative is eps / y with eps = ${eps}: forward computes log(y + ${eps})`,
  };
};

/** The factor of the least-squares fit of `a` by `b`, and the part of the sum of squares of `a` that the fit leaves. */
function fitOf(
  a: readonly number[],
  b: readonly number[],
): { readonly factor: number; readonly rest: number } {
  const dot = (x: readonly number[], z: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * z[i], 0);
  const factor = dot(a, b) / dot(b, b);
  const rest = a.map((value, i) => value - factor * b[i]);
  return { factor, rest: dot(rest, rest) / dot(a, a) };
}
