import type { FloatArray } from "../../dtype.js";
import type { BatchedMatmulLayout, MatmulLayout } from "../../engine.js";

/** out [m, n] = op(a) op(b): out_ij = sum over p of a_ip b_pj, accumulated in float64 in the order of p.
 *  A transposed operand is read with swapped strides. Four columns share each load of a_ip; the sums stay the same. */
export function matmul(out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout): void {
  const { m, n, k, transposeA, transposeB } = layout;
  const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
  const grouped = n - (n % 4);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < grouped; j += 4) {
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (
        let p = 0, indexA = i * rowA, indexB = j * columnB;
        p < k;
        p++, indexA += columnA, indexB += rowB
      ) {
        const factor = a[indexA];
        sum0 += factor * b[indexB];
        sum1 += factor * b[indexB + columnB];
        sum2 += factor * b[indexB + 2 * columnB];
        sum3 += factor * b[indexB + 3 * columnB];
      }
      out[i * n + j] = sum0;
      out[i * n + j + 1] = sum1;
      out[i * n + j + 2] = sum2;
      out[i * n + j + 3] = sum3;
    }
    for (let j = grouped; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * rowA + p * columnA] * b[p * rowB + j * columnB];
      out[i * n + j] = sum;
    }
  }
}

/** out [batch, m, n] = op(a_i) op(b_i), one product after the other. */
export function matmulBatched(
  out: FloatArray,
  a: FloatArray,
  b: FloatArray,
  layout: BatchedMatmulLayout,
): void {
  const { m, n, k, batch, sharedA, sharedB } = layout;
  for (let i = 0; i < batch; i++) {
    const left = sharedA ? a : a.subarray(i * m * k, (i + 1) * m * k);
    const right = sharedB ? b : b.subarray(i * k * n, (i + 1) * k * n);
    matmul(out.subarray(i * m * n, (i + 1) * m * n), left, right, layout);
  }
}
