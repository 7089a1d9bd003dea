import { sizeOf } from "@retrograd/core";
import type { RowStore, SampleSet, Samples } from "@retrograd/plugin";

// numbers that are moved together
const blockLength = 2 ** 16;

/** Room for rows in memory. */
export function memoryRowStore(width: number): RowStore {
  const blocks: Float64Array[] = [];
  const rowsInBlock = Math.max(1, Math.floor(2 ** 16 / width));
  let used = 0;
  return {
    append(values) {
      for (let at = 0; at < values.length; ) {
        if (used % (rowsInBlock * width) === 0) blocks.push(new Float64Array(rowsInBlock * width));
        const begin = used % (rowsInBlock * width);
        const part = values.subarray(at, at + rowsInBlock * width - begin);
        blocks.at(-1)?.set(part, begin);
        at += part.length;
        used += part.length;
      }
    },
    read(indices) {
      const rows = new Float64Array(indices.length * width);
      for (let row = 0; row < indices.length; row++) {
        const index = indices[row];
        const begin = (index % rowsInBlock) * width;
        rows.set(blocks[Math.floor(index / rowsInBlock)].subarray(begin, begin + width), row * width);
      }
      return rows;
    },
  };
}

/** All samples in memory: those that are stored are read, others stay where they are. */
export function inMemory(set: SampleSet): Samples {
  if (!("read" in set)) return set;
  const { count, x, t } = set;
  const [inputs, targets] = [sizeOf(x.shape), sizeOf(t.shape)];
  const samples = {
    x: { ...x, values: new Float64Array(count * inputs) },
    t: { ...t, values: new Float64Array(count * targets) },
  };
  const block = Math.max(1, Math.floor(blockLength / inputs));
  for (let begin = 0; begin < count; begin += block) {
    const rows = Int32Array.from({ length: Math.min(block, count - begin) }, (_, row) => begin + row);
    const read = set.read(rows);
    samples.x.values.set(read.x.values, begin * inputs);
    samples.t.values.set(read.t.values, begin * targets);
  }
  return samples;
}
