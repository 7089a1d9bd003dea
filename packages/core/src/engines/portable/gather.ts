import type { Kernels, RowScaling, RowValues } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import { gatherRows } from "../reference/gather.js";
import type { Block } from "./block-allocator.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";

const unscaled: RowScaling = { offset: Float64Array.of(0), divisor: Float64Array.of(1) };

/** Whether bytes scaled in float32 are what float64 gives after rounding: both operands are float32 numbers,
 *  so their quotient is rounded the same way twice, as long as it is not subnormal. */
function isExactInFloat32({ offset, divisor }: RowScaling): boolean {
  const size = Math.abs(divisor[0]);
  return (
    offset.length === 1 &&
    Number.isInteger(offset[0]) &&
    Math.abs(offset[0]) < 2 ** 16 &&
    Math.fround(divisor[0]) === divisor[0] &&
    size > 2 ** -60 &&
    size < 2 ** 60
  );
}

/** The kernel that gathers rows. A data set is copied into the engine's memory when it is first gathered from,
 *  and stays there as long as its array is held; one too large for that is gathered by plain loops. */
export function gatherKernel(wasm: KernelExports, memory: EngineMemory): Kernels["gatherRows"] {
  const copies = new WeakMap<RowValues, Block>();
  const unreachable = new FinalizationRegistry<Block>((block) => memory.blocks.give(block));
  let scratch: Block = { offset: 0, bytes: 0 };

  /** Address of the values; undefined when there is no memory for a copy of them, or too little would be left. */
  function addressOf(values: RowValues): number | undefined {
    if (values.buffer === memory.buffer) return values.byteOffset;
    const known = copies.get(values);
    if (known !== undefined) return known.offset;
    if (values.byteLength > memory.maximumBytes / 2) return undefined;
    try {
      const copy = memory.blocks.take(values.byteLength);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      new Uint8Array(memory.buffer, copy.offset, values.byteLength).set(bytes);
      copies.set(values, copy);
      unreachable.register(values, copy);
      return copy.offset;
    } catch (error) {
      if (error instanceof RetrogradError && error.code === "E_MEMORY") return undefined;
      throw error;
    }
  }

  /** Writes the offsets, divisors and indices into the scratch block, in this order. */
  function writeScratch({ offset, divisor }: RowScaling, indices: ArrayLike<number>): void {
    const bytes = 16 * offset.length + 4 * indices.length;
    if (bytes > scratch.bytes) {
      if (scratch.bytes > 0) memory.blocks.give(scratch);
      scratch = { offset: 0, bytes: 0 };
      scratch = memory.blocks.take(2 * bytes);
    }
    const pairs = new Float64Array(memory.buffer, scratch.offset, 2 * offset.length);
    pairs.set(offset);
    pairs.set(divisor, offset.length);
    new Uint32Array(memory.buffer, scratch.offset + pairs.byteLength, indices.length).set(indices);
  }

  return (out, values, indices, scaling = unscaled) => {
    // taken before the memory can grow, which empties the view
    const [to, length, rows] = [out.byteOffset, out.length, indices.length];
    const f32 = out instanceof Float32Array;
    const from = addressOf(values);
    if (from === undefined) {
      gatherRows(memory.view(f32 ? "f32" : "f64", to, length), values, indices, scaling);
      return;
    }
    if (length === 0) return;
    writeScratch(scaling, indices);
    const { offset, divisor } = scaling;
    const columns = length / rows;
    const [atOffset, atDivisor] = [scratch.offset, scratch.offset + 8 * offset.length];
    const atIndices = atDivisor + 8 * offset.length;
    if (values instanceof Uint8Array && isExactInFloat32(scaling)) {
      const run = f32 ? wasm.gatherBytesF32 : wasm.gatherBytesF64;
      run(to, from, atIndices, rows, columns, offset[0], divisor[0]);
    } else {
      const perColumn = divisor.length > 1 ? 1 : 0;
      const run = f32 ? wasm.gatherF32 : wasm.gatherF64;
      run(to, from, atIndices, rows, columns, atOffset, atDivisor, perColumn, values.BYTES_PER_ELEMENT);
    }
  };
}
