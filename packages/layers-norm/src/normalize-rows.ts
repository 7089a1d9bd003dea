import {
  addScalar,
  broadcastOthers,
  moments,
  multiply,
  rsqrt,
  scale,
  subtract,
  sumAxis,
  type Tensor,
} from "@retrograd/core";

/** Rows of mean 0 and variance 1, and the way back. */
export interface NormalizedRows {
  /** [rows, n] */
  readonly normal: Tensor;
  /** The gradient with respect to the rows, from that with respect to `normal`: [rows, n] each. */
  backward(dnormal: Tensor): Tensor;
}

/** Normalizes each row: `normal = (x - mean) / sqrt(variance + eps)`, with the mean and variance of the row.
 *  x: [rows, n]
 *  backward: dx = (d - mean of d - normal mean of d normal) / sqrt(variance + eps) */
export function normalizeRows(x: Tensor, eps: number): NormalizedRows {
  const n = x.shape[1] ?? 1;
  const { mean, variance } = moments(x, 1, "axis");
  const inverse = rsqrt(addScalar(variance, eps));
  const normal = broadcastOthers(multiply, broadcastOthers(subtract, x, mean, 1), inverse, 1);
  return {
    normal,
    backward(dnormal) {
      const mean = scale(sumAxis(dnormal, 1), 1 / n);
      const along = scale(sumAxis(multiply(dnormal, normal), 1), 1 / n);
      const rest = subtract(
        broadcastOthers(subtract, dnormal, mean, 1),
        broadcastOthers(multiply, normal, along, 1),
      );
      return broadcastOthers(multiply, rest, inverse, 1);
    },
  };
}
