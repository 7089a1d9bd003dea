import { createRequire } from "node:module";
import type { LibraryHandle } from "koffi";
import type { BlasLibrary, Product } from "./blas-library.js";
import { checkProduct } from "./check-product.js";
import { identifyBlas } from "./identify-blas.js";

/** A place that was looked at in vain. */
export interface FailedPlace {
  readonly place: string;
  readonly reason: string;
}

/** cblas_?gemm(order, transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) */
type Gemm = (...args: readonly unknown[]) => void;

// the numbers of cblas.h
const rowMajor = 101;
const plain = 111;
const transposed = 112;

/** Loads a library, sets its number of threads, and checks it.
 *  @returns the library, or why it is not usable; never throws */
export function loadBlas(path: string, threads: number): BlasLibrary | FailedPlace {
  try {
    const handle = loadKoffi().load(path);
    const product = productOf(gemm(handle, "cblas_sgemm", "float"), gemm(handle, "cblas_dgemm", "double"));
    const { wideIntegers, ...identity } = identifyBlas(handle, path, threads);
    const fault = wideIntegers ? "it takes 64-bit integers, 32-bit ones are needed" : checkProduct(product);
    return fault === undefined ? { ...identity, path, product } : { place: path, reason: fault };
  } catch (error) {
    return { place: path, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Only when a library is looked for: koffi has native code, which need not load on every machine. */
function loadKoffi(): typeof import("koffi") {
  return createRequire(import.meta.url)("koffi");
}

function gemm(handle: LibraryHandle, name: string, real: "float" | "double"): Gemm {
  const matrix = `const ${real} *, int`;
  return handle.func(
    `void ${name}(int, int, int, int, int, int, ${real}, ${matrix}, ${matrix}, ${real}, ${real} *, int)`,
  );
}

function productOf(sgemm: Gemm, dgemm: Gemm): Product {
  return (out, a, b, { m, n, k, transposeA, transposeB }) => {
    const call = out instanceof Float32Array ? sgemm : dgemm;
    const [a0, b0] = [transposeA ? transposed : plain, transposeB ? transposed : plain];
    call(rowMajor, a0, b0, m, n, k, 1, a, transposeA ? m : k, b, transposeB ? k : n, 0, out, n);
  };
}
