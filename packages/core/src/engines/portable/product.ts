import type { MatmulLayout } from "../../engine.js";
import type { EngineMemory } from "./engine-memory.js";
import type { Flag, KernelExports } from "./kernel-exports.js";

/** A matrix product by addresses. */
export type Product = (
  kernel: "matmulF32" | "matmulF64",
  out: number,
  a: number,
  b: number,
  layout: MatmulLayout,
) => void;

/** The kernel's arguments for the rows from `begin` to `end` of a product. */
export function productArguments(
  size: number,
  [out, a, b]: readonly [number, number, number],
  { m, n, k, transposeA, transposeB }: MatmulLayout,
  [begin, end, scratch]: readonly [number, number, number],
): readonly [number, number, number, number, number, number, Flag, Flag, number, number] {
  return [
    out + begin * n * size,
    a + begin * (transposeA ? 1 : k) * size,
    b,
    end - begin,
    n,
    k,
    transposeA ? 1 : 0,
    transposeB ? 1 : 0,
    transposeA ? m : k,
    scratch,
  ];
}

/** Products on this thread alone. */
export function singleProduct(wasm: KernelExports, memory: EngineMemory): Product {
  const scratch = memory.blocks.take(wasm.matmulScratch()).offset;
  return (kernel, out, a, b, { m, n, k, transposeA, transposeB }) => {
    const [flagA, flagB] = [transposeA ? 1 : 0, transposeB ? 1 : 0] as const;
    wasm[kernel](out, a, b, m, n, k, flagA, flagB, transposeA ? m : k, scratch);
  };
}
