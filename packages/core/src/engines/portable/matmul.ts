import type { Kernels, Team } from "../../engine.js";
import type { EngineMemory } from "./engine-memory.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import { computeBatch, shareProduct } from "./product.js";
import type { BatchedProductPart, ProductPart } from "./product-parts.js";

/** The minimum number of multiplications for which sharing is faster: about 15 microseconds of work. */
const minimumWork = 2 ** 19;

/** The matrix products of the WebAssembly kernels, shared among the threads of a team if there is one. */
export function productKernels(
  wasm: KernelExports,
  memory: EngineMemory,
  team?: Team,
): Pick<Kernels, "matmul" | "matmulBatched"> {
  const scratch = memory.blocks.allocate(wasm.matmulScratch()).offset;
  return {
    matmul(out, a, b, layout) {
      const { m, n, k, transposeA, transposeB } = layout;
      if (k === 0) {
        out.fill(0);
        return;
      }
      const kernel = `matmul${typeSuffix(out)}` as const;
      const runWhole = () =>
        wasm[kernel](
          out.byteOffset,
          a.byteOffset,
          b.byteOffset,
          m,
          n,
          k,
          transposeA ? 1 : 0,
          transposeB ? 1 : 0,
          transposeA ? m : k,
          transposeB ? k : n,
          n,
          scratch,
        );
      if (team !== undefined) {
        const runOnThisThread = (part: ProductPart) => wasm[kernel](...part, scratch);
        if (shareProduct(team, { out, a, b }, layout, { kernel, runOnThisThread, runWhole, minimumWork }))
          return;
      }
      runWhole();
    },
    matmulBatched(out, a, b, layout) {
      if (layout.k === 0) {
        out.fill(0);
        return;
      }
      const kernel = `matmulBatched${typeSuffix(out)}` as const;
      const runOnThisThread = (part: BatchedProductPart) => wasm[kernel](...part, scratch);
      computeBatch(team, { out, a, b }, layout, { kernel, runOnThisThread, minimumWork });
    },
  };
}
