import type { FloatArray } from "../../dtype.js";
import type { MatmulLayout } from "../../engine.js";

/** out [m, n] = op(a) op(b): out_ij = sum over p of a_ip b_pj, accumulated in float64 in the order of p.
 *  A transposed operand is read by swapped strides. Four columns share each load of a_ip; that changes no sum. */
export function matmul(out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout): void {
  const { m, n, k, transposeA, transposeB } = layout;
  const [rowA, columnA] = transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = transposeB ? [1, k] : [n, 1];
  const grouped = n - (n % 4);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < grouped; j += 4) {
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let p = 0, atA = i * rowA, atB = j * columnB; p < k; p++, atA += columnA, atB += rowB) {
        const factor = a[atA];
        sum0 += factor * b[atB];
        sum1 += factor * b[atB + columnB];
        sum2 += factor * b[atB + 2 * columnB];
        sum3 += factor * b[atB + 3 * columnB];
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
