import { createRequire } from "node:module";
import type { HelperKernels } from "@retrograd/core";
import { gemmPrototype } from "./gemm.js";

/** Names of the helpers' kernels for products. */
export const helperProducts = { f32: "gemmF32", f64: "gemmF64" } as const;

/** Names of the helpers' kernels for batches of products. */
export const helperBatches = { f32: "gemmBatchedF32", f64: "gemmBatchedF64" } as const;

/** The products of a library for the helper threads of an engine. Each helper loads the library, which returns the instance
 *  of the process, and calls it on the engine's memory; the arguments are those of a ProductPart, or of a BatchedProductPart. */
export function productsForHelpers(path: string): HelperKernels {
  return {
    source: `(memory, { koffi, path, sgemm, dgemm }) => {
      const { load, address } = require(koffi);
      const library = load(path);
      const base = Number(address(new Uint8Array(memory.buffer, 0, 1)));
      const product = (prototype) => {
        const call = library.func(prototype);
        return (out, a, b, m, n, k, transposeA, transposeB, widthA, widthB, widthOut) =>
          call(101, 111 + transposeA, 111 + transposeB, m, n, k, 1, base + a, widthA, base + b, widthB, 0, base + out, widthOut);
      };
      const batch = (prototype, size) => {
        const call = product(prototype);
        return (out, a, b, m, n, k, transposeA, transposeB, count, strideA, strideB) => {
          const [widthA, widthB] = [transposeA ? m : k, transposeB ? k : n];
          for (let i = 0; i < count; i++) {
            call(out + i * m * n * size, a + i * strideA * size, b + i * strideB * size, m, n, k, transposeA, transposeB, widthA, widthB, n);
          }
        };
      };
      return {
        ${helperProducts.f32}: product(sgemm),
        ${helperProducts.f64}: product(dgemm),
        ${helperBatches.f32}: batch(sgemm, 4),
        ${helperBatches.f64}: batch(dgemm, 8),
      };
    }`,
    data: {
      koffi: createRequire(import.meta.url).resolve("koffi"),
      path,
      sgemm: gemmPrototype("cblas_sgemm"),
      dgemm: gemmPrototype("cblas_dgemm"),
    },
    names: [...Object.values(helperProducts), ...Object.values(helperBatches)],
  };
}
