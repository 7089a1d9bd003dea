import { matmulBatched, scale, softmaxGradient, softmaxLast, type Tensor } from "@retrograd/core";

/** Queries, keys and values of a batch of heads. */
export interface Heads {
  /** [batch, heads, time, size] */
  readonly q: Tensor;
  /** [batch, heads, times, size] */
  readonly k: Tensor;
  /** [batch, heads, times, size] */
  readonly v: Tensor;
}

/** Scaled dot-product attention, `y = softmax(q k^T / sqrt(size)) v`: each query takes the mean of the values, weighted by how
 *  well their keys fit.
 *  mask: 0 where a query must not see a key, an axis for each of the scores [batch, heads, time, times], of the same length or of
 *  length 1. A query that sees no key gets 0.
 *  y: [batch, heads, time, size]
 *  backward: with p the softmax and dp = dy v^T: dv = p^T dy, ds = p (dp - sum of dp p) / sqrt(size), dq = ds k, dk = ds^T q
 *  Source: arXiv:1706.03762, section 3.2.1 */
export function scaledDotProduct(
  heads: Heads,
  mask: Tensor | undefined,
): { readonly y: Tensor; backward(dy: Tensor): Heads } {
  const { k, v } = heads;
  const factor = 1 / Math.sqrt(k.shape[3] ?? 1);
  const q = scale(heads.q, factor);
  const p = softmaxLast(matmulBatched(q, k, { transposeB: true }), mask);
  return {
    y: matmulBatched(p, v),
    backward(dy) {
      const ds = softmaxGradient(matmulBatched(dy, v, { transposeB: true }), p);
      return {
        q: scale(matmulBatched(ds, k), factor),
        k: matmulBatched(ds, q, { transposeA: true }),
        v: matmulBatched(p, dy, { transposeA: true }),
      };
    },
  };
}
