import type { DType, FloatArray } from "@retrograd/core";
import type { Product } from "./blas-library.js";

// three different sizes, so that swapped sizes show
const [m, n, k] = [3, 2, 5];

/** Checks a library's products of small whole numbers, in both number types and every orientation.
 *  @returns what is wrong; undefined when all are exact */
export function checkProduct(product: Product): string | undefined {
  const types: readonly DType[] = ["f32", "f64"];
  for (const dtype of types) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const { out, expected } = multiply(product, dtype, { m, n, k, transposeA, transposeB });
        if (!expected.every((value, i) => value === out[i])) {
          const orientation = `${transposeA ? "transposed" : "plain"} by ${transposeB ? "transposed" : "plain"}`;
          return `its ${dtype} product, ${orientation}, is wrong: expected ${expected.join(" ")}, got ${out.join(" ")}`;
        }
      }
    }
  }
  return undefined;
}

function multiply(product: Product, dtype: DType, layout: Parameters<Product>[3]) {
  const make = (length: number): FloatArray =>
    dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
  const a = make(m * k);
  const b = make(k * n);
  // the product must not depend on what the memory held before
  const out = make(m * n).fill(Number.NaN);
  const expected = new Array<number>(m * n).fill(0);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) {
        const left = i + 2 * p + 1;
        const right = 3 * p - j;
        a[layout.transposeA ? p * m + i : i * k + p] = left;
        b[layout.transposeB ? j * k + p : p * n + j] = right;
        expected[i * n + j] = (expected[i * n + j] ?? 0) + left * right;
      }
    }
  }
  product(out, a, b, layout);
  return { out, expected };
}
