import type { Kernels, RowScaling, RowValues, Team } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import { gatherBatch, unscaled } from "../reference/gather.js";
import type { Block } from "./block-allocator.js";
import type { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { partition, type Range } from "./partition.js";
import { minimumShared } from "./sharing.js";
import { freeWhenUnreachable } from "./unreachable-blocks.js";

/** A divisor's reciprocal in two float32 parts. */
interface Reciprocal {
  readonly high: number;
  readonly low: number;
}

/** Bits of a float32 number's fraction that are cleared in the high part, so that its product with a byte is exact. */
const clearedBits = 10;

/** The reciprocal of the divisor, to scale bytes without division: `(x - offset) high + (x - offset) low` in float32. Undefined
 *  if that is not the float32 number nearest to `(x - offset) / divisor` for every byte x. */
function reciprocalOf({ offset, divisor }: RowScaling): Reciprocal | undefined {
  if (offset.length !== 1) return undefined;
  const bits = new Int32Array(Float32Array.of(1 / divisor[0]).buffer);
  bits[0] &= -(2 ** clearedBits);
  const high = new Float32Array(bits.buffer)[0];
  const low = Math.fround(1 / divisor[0] - high);
  for (let byte = 0; byte < 256; byte++) {
    // the kernel takes the offset in float32
    const x = Math.fround(byte - Math.fround(offset[0]));
    const scaled = Math.fround(Math.fround(x * high) + Math.fround(x * low));
    if (!Object.is(scaled, Math.fround((byte - offset[0]) / divisor[0]))) return undefined;
  }
  return { high, low };
}

/** The kernel that gathers rows. The first gather from a data set copies the data set into the engine's memory, where it stays
 *  as long as its array is reachable. A data set that is too large is gathered by plain loops instead; one that is not larger
 *  than the minibatch is copied for each call. */
export function gatherKernel(wasm: KernelExports, memory: EngineMemory, team?: Team): Kernels["gatherBatch"] {
  const copies = new WeakMap<RowValues, Block>();
  const reciprocals = new WeakMap<RowScaling, { readonly reciprocal: Reciprocal | undefined }>();
  const freeLater = freeWhenUnreachable(memory.blocks);
  let scratch: Block = { offset: 0, bytes: 0 };

  /** Address of the values; undefined if they are too large to copy. */
  function addressOf(values: RowValues): number | undefined {
    if (values.buffer === memory.buffer) return values.byteOffset;
    const earlier = copies.get(values);
    if (earlier !== undefined) return earlier.offset;
    const copy = copyOf(values);
    if (copy === undefined) return undefined;
    copies.set(values, copy);
    freeLater(values, copy);
    return copy.offset;
  }

  function copyOf(values: RowValues): Block | undefined {
    if (values.byteLength > memory.maximumBytes / 2) return undefined;
    try {
      const copy = memory.blocks.allocate(values.byteLength);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      new Uint8Array(memory.buffer, copy.offset, values.byteLength).set(bytes);
      return copy;
    } catch (error) {
      if (error instanceof RetrogradError && error.code === "E_MEMORY") return undefined;
      throw error;
    }
  }

  /** Writes the offsets, divisors and indices into the scratch block, in this order. */
  function writeScratch({ offset, divisor }: RowScaling, indices: ArrayLike<number>): void {
    const bytes = 16 * offset.length + 4 * indices.length;
    if (bytes > scratch.bytes) {
      if (scratch.bytes > 0) memory.blocks.free(scratch);
      scratch = { offset: 0, bytes: 0 };
      scratch = memory.blocks.allocate(2 * bytes);
    }
    const pairs = new Float64Array(memory.buffer, scratch.offset, 2 * offset.length);
    pairs.set(offset);
    pairs.set(divisor, offset.length);
    new Uint32Array(memory.buffer, scratch.offset + pairs.byteLength, indices.length).set(indices);
  }

  function cachedReciprocal(scaling: RowScaling): Reciprocal | undefined {
    const entry = reciprocals.get(scaling) ?? { reciprocal: reciprocalOf(scaling) };
    reciprocals.set(scaling, entry);
    return entry.reciprocal;
  }

  return (out, values, indices, scaling = unscaled) => {
    // read before the memory can grow, which empties the view
    const [outAddress, length, rows] = [out.byteOffset, out.length, indices.length];
    const f32 = out instanceof Float32Array;
    if (length === 0) return;
    // a data set that is not larger than the batch was read for this batch, such as rows of a table on disk: keep no copy
    const isTemporary = values.length <= length && values.buffer !== memory.buffer;
    const temporaryCopy = isTemporary ? copyOf(values) : undefined;
    const valuesAddress = temporaryCopy?.offset ?? addressOf(values);
    if (valuesAddress === undefined) {
      gatherBatch(memory.view(f32 ? "f32" : "f64", outAddress, length), values, indices, scaling);
      return;
    }
    writeScratch(scaling, indices);
    const { offset, divisor } = scaling;
    const columns = length / rows;
    const size = f32 ? 4 : 8;
    const [offsetsAddress, divisorsAddress] = [scratch.offset, scratch.offset + 8 * offset.length];
    const indicesAddress = divisorsAddress + 8 * offset.length;
    const reciprocal = values instanceof Uint8Array ? cachedReciprocal(scaling) : undefined;
    if (reciprocal !== undefined) {
      const kernel = f32 ? "gatherBytesF32" : "gatherBytesF64";
      const { high, low } = reciprocal;
      const argumentsOf = ([begin, end]: Range) =>
        [
          outAddress + begin * columns * size,
          valuesAddress,
          indicesAddress + 4 * begin,
          end - begin,
          columns,
          offset[0],
          high,
          low,
        ] as const;
      const run = (range: Range) => void wasm[kernel](...argumentsOf(range));
      if (team === undefined || length < minimumShared || rows < team.count) run([0, rows]);
      else {
        const minimum = minimumShared / columns;
        team.run({
          kernel,
          work: length,
          parts: () => partition(rows, { unit: 1, minimum, threads: team.count }).map(argumentsOf),
          runOnThisThread: (part) => void wasm[kernel](...part),
          runWhole: () => run([0, rows]),
        });
      }
    } else {
      const perColumn = divisor.length > 1 ? 1 : 0;
      const run = f32 ? wasm.gatherF32 : wasm.gatherF64;
      run(
        outAddress,
        valuesAddress,
        indicesAddress,
        rows,
        columns,
        offsetsAddress,
        divisorsAddress,
        perColumn,
        values.BYTES_PER_ELEMENT,
      );
    }
    if (temporaryCopy !== undefined) memory.blocks.free(temporaryCopy);
  };
}
