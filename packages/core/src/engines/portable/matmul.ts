import type { Kernels, Team } from "../../engine.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { type ProductPart, shareProduct } from "./product.js";

/** Multiplications from which sharing is faster: about 15 microseconds of work. */
const minimumWork = 2 ** 19;

/** The matrix product of the WebAssembly kernels, shared among the threads of a team if there is one. */
export function matmulKernel(wasm: KernelExports, memory: EngineMemory, team?: Team): Kernels["matmul"] {
  const scratch = memory.blocks.allocate(wasm.matmulScratch()).offset;
  return (out, a, b, layout) => {
    const { m, n, k, transposeA, transposeB } = layout;
    if (k === 0) {
      out.fill(0);
      return;
    }
    const kernel = out instanceof Float32Array ? "matmulF32" : "matmulF64";
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
  };
}
