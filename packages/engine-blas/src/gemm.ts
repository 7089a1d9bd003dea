import type { LibraryHandle } from "koffi";
import type { BlasLibrary } from "./blas-library.js";

/** cblas_?gemm(order, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) */
type Gemm = (...args: readonly unknown[]) => void;

// the numbers of cblas.h
const rowMajor = 101;
const plain = 111;
const transposed = 112;

/** The C declaration of a library's product. The helpers receive it as text, since they import nothing. */
export function gemmPrototype(name: "cblas_sgemm" | "cblas_dgemm"): string {
  const real = name === "cblas_sgemm" ? "float" : "double";
  const matrix = `const ${real} *, int`;
  return `void ${name}(int, int, int, int, int, int, ${real}, ${matrix}, ${matrix}, ${real}, ${real} *, int)`;
}

/** The products of a library: whole products of views, and parts by address. */
export function productsOf(handle: LibraryHandle): Pick<BlasLibrary, "product" | "part"> {
  const sgemm: Gemm = handle.func(gemmPrototype("cblas_sgemm"));
  const dgemm: Gemm = handle.func(gemmPrototype("cblas_dgemm"));
  return {
    product(out, a, b, { m, n, k, transposeA, transposeB }) {
      const call = out instanceof Float32Array ? sgemm : dgemm;
      const [a0, b0] = [transposeA ? transposed : plain, transposeB ? transposed : plain];
      call(rowMajor, a0, b0, m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, out, n);
    },
    part(dtype, memory, [out, a, b, m, n, k, transposeA, transposeB, widthA, widthB, widthOut]) {
      const call = dtype === "f32" ? sgemm : dgemm;
      const [a0, b0] = [plain + transposeA, plain + transposeB];
      call(rowMajor, a0, b0, m, n, k, 1, memory + a, widthA, memory + b, widthB, 0, memory + out, widthOut);
    },
  };
}
