import { createRequire } from "node:module";
import type { HelperKernels } from "@retrograd/core";
import { gemmPrototype } from "./gemm.js";

/** Names of the helpers' kernels for products. */
export const helperProducts = { f32: "gemmF32", f64: "gemmF64" } as const;

/** The products of a library for the helper threads of an engine. Each helper loads the library, which returns the instance
 *  of the process, and calls it on the engine's memory; the arguments are those of a ProductPart. */
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
      return { ${helperProducts.f32}: product(sgemm), ${helperProducts.f64}: product(dgemm) };
    }`,
    data: {
      koffi: createRequire(import.meta.url).resolve("koffi"),
      path,
      sgemm: gemmPrototype("cblas_sgemm"),
      dgemm: gemmPrototype("cblas_dgemm"),
    },
    names: Object.values(helperProducts),
  };
}
