// Sums of runs of numbers.
import { highHalf, lowHalf } from "./widen";

/** Numbers that are summed straight; more are halved first. */
const SUM_BLOCK: usize = 1024;

/** x, or (x - center)^2 if `squared`. */
// @ts-ignore: decorator
@inline
export function term(x: v128, center: v128, squared: bool): v128 {
  if (!squared) return x;
  const d = f64x2.sub(x, center);
  return f64x2.mul(d, d);
}

/** Sum of the numbers, or of their (x - center)^2 if `squared`, in float64: a fixed tree over blocks, so that the order depends
 *  on the length alone. */
export function sumRun<T>(x: usize, n: usize, center: f64, squared: bool): f64 {
  if (n > SUM_BLOCK) {
    const blocks = (n + SUM_BLOCK - 1) / SUM_BLOCK;
    const left = (blocks / 2) * SUM_BLOCK;
    return sumRun<T>(x, left, center, squared) + sumRun<T>(x + left * sizeof<T>(), n - left, center, squared);
  }
  const end = x + n * sizeof<T>();
  const whole = x + ((n * sizeof<T>()) & ~31);
  const c = f64x2.splat(center);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  for (; x < whole; x += 32) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    if (sizeof<T>() == 8) {
      sum0 = f64x2.add(sum0, term(first, c, squared));
      sum1 = f64x2.add(sum1, term(second, c, squared));
    } else {
      sum0 = f64x2.add(sum0, f64x2.add(term(lowHalf(first), c, squared), term(lowHalf(second), c, squared)));
      sum1 = f64x2.add(sum1, f64x2.add(term(highHalf(first), c, squared), term(highHalf(second), c, squared)));
    }
  }
  const both = f64x2.add(sum0, sum1);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; x < end; x += sizeof<T>()) {
    const value = <f64>load<T>(x);
    total += squared ? (value - center) * (value - center) : value;
  }
  return total;
}
