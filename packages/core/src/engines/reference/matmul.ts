import type { FloatArray } from "../../dtype.js";
import type { MatmulLayout } from "../../engine.js";

/** out [m, n] = op(a) op(b): out_ij = sum over k of a_ik b_kj. A transposed operand is read by swapped strides. */
export function matmul(out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout): void {
  const { m, n, k, transposeA, transposeB } = layout;
  const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
  out.fill(0);
  for (let i = 0; i < m; i++) {
    const begin = i * n;
    for (let p = 0; p < k; p++) {
      const factor = a[i * rowA + p * columnA];
      for (let j = 0, at = p * rowB; j < n; j++, at += columnB) out[begin + j] += factor * b[at];
    }
  }
}
