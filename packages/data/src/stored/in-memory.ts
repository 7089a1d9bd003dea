import { sizeOf } from "@retrograd/core";
import type { RowStore, SampleSet, Samples } from "@retrograd/plugin";

// numbers that are read at once
const blockLength = 2 ** 16;

/** Creates a row store in memory. */
export function memoryRowStore(width: number): RowStore {
  const blocks: Float64Array[] = [];
  const rowsInBlock = Math.max(1, Math.floor(2 ** 16 / width));
  let used = 0;
  return {
    append(values) {
      for (let offset = 0; offset < values.length; ) {
        if (used % (rowsInBlock * width) === 0) blocks.push(new Float64Array(rowsInBlock * width));
        const start = used % (rowsInBlock * width);
        const part = values.subarray(offset, offset + rowsInBlock * width - start);
        blocks.at(-1)?.set(part, start);
        offset += part.length;
        used += part.length;
      }
    },
    read(indices) {
      const rows = new Float64Array(indices.length * width);
      for (let row = 0; row < indices.length; row++) {
        const index = indices[row];
        const start = (index % rowsInBlock) * width;
        rows.set(blocks[Math.floor(index / rowsInBlock)].subarray(start, start + width), row * width);
      }
      return rows;
    },
  };
}

/** All samples in memory. Reads stored samples; returns others unchanged. */
export function inMemory(set: SampleSet): Samples {
  if (!("read" in set)) return set;
  const { count, x, t } = set;
  const [inputs, targets] = [sizeOf(x.shape), sizeOf(t.shape)];
  const samples = {
    x: { ...x, values: new Float64Array(count * inputs) },
    t: { ...t, values: new Float64Array(count * targets) },
  };
  const block = Math.max(1, Math.floor(blockLength / inputs));
  for (let start = 0; start < count; start += block) {
    const rows = Int32Array.from({ length: Math.min(block, count - start) }, (_, row) => start + row);
    const read = set.read(rows);
    samples.x.values.set(read.x.values, start * inputs);
    samples.t.values.set(read.t.values, start * targets);
  }
  return samples;
}
