import { RetrogradError } from "@retrograd/core";
import type { RowStore, StoredSamples } from "@retrograd/plugin";
import { indexOfOne } from "./one-hot.js";

/** How the number of an input column in a stored row is interpreted. */
type StoredInput = "number" | StoredCategory;

/** A column of label numbers, each of which is one of `size` categories. */
interface StoredCategory {
  readonly size: number;
  /** The category of each label number. */
  readonly indexOf: ArrayLike<number>;
}

/** The layout of a stored row: input columns, then targets. */
export interface StoredLayout {
  readonly inputs: readonly StoredInput[];
  /** Values, a label number, or one-hot numbers. */
  readonly targets:
    | { readonly values: number }
    | { readonly indexOf: ArrayLike<number> }
    | { readonly oneHot: number };
}

/** The samples in the first `count` rows of a store. x: [numbers and categories], t: [values], or [] for a class */
export function storedSamples(
  store: RowStore,
  count: number,
  { inputs, targets }: StoredLayout,
): StoredSamples {
  const size = inputs.reduce((sum, input) => sum + (input === "number" ? 1 : input.size), 0);
  const values = "values" in targets ? targets.values : 1;
  const width = inputs.length + ("oneHot" in targets ? targets.oneHot : values);
  const plain = inputs.every((input) => input === "number");
  const x = { shape: [size] };
  const t = { shape: "values" in targets ? [values] : [] };
  const [inputsBuffer, targetsBuffer] = [growingBuffer(), growingBuffer()];
  return {
    count,
    x,
    t,
    read(indices) {
      checkIndices(indices, count);
      const rows = store.read(indices);
      const [xs, ts] = [inputsBuffer(indices.length * size), targetsBuffer(indices.length * values)];
      for (let row = 0; row < indices.length; row++) {
        const start = row * width;
        if (plain) xs.set(rows.subarray(start, start + size), row * size);
        else
          spread(
            rows.subarray(start, start + inputs.length),
            inputs,
            xs.subarray(row * size, (row + 1) * size),
          );
        if ("oneHot" in targets) ts[row] = indexOfOne(rows, start + inputs.length, targets.oneHot);
        for (let index = 0; index < values && !("oneHot" in targets); index++) {
          const value = rows[start + inputs.length + index];
          ts[row * values + index] = "indexOf" in targets ? targets.indexOf[value] : value;
        }
      }
      return { x: { ...x, values: xs }, t: { ...t, values: ts } };
    },
    ...(store.prefetch && { prefetch: (indices) => store.prefetch?.(indices) }),
  };
}

/** A buffer that is reused by every call, since samples are valid only until the next are read. Allocating megabytes per step
 *  would burden the garbage collector. */
function growingBuffer(): (length: number) => Float64Array {
  let buffer = new Float64Array(0);
  return (length) => {
    if (buffer.length < length) buffer = new Float64Array(length);
    return buffer.subarray(0, length);
  };
}

function checkIndices(indices: ArrayLike<number>, count: number): void {
  for (let index = 0; index < indices.length; index++) {
    if (Number.isInteger(indices[index]) && indices[index] >= 0 && indices[index] < count) continue;
    throw new RetrogradError(
      "E_SHAPE",
      `the index of a sample must be from 0 to ${count - 1}, got ${indices[index]}`,
    );
  }
}

/** Writes the inputs of a row: numbers unchanged, categories one-hot. */
function spread(row: Float64Array, inputs: readonly StoredInput[], out: Float64Array): void {
  let offset = 0;
  out.fill(0);
  for (let column = 0; column < inputs.length; column++) {
    const input = inputs[column];
    if (input === "number") out[offset++] = row[column];
    else {
      out[offset + input.indexOf[row[column]]] = 1;
      offset += input.size;
    }
  }
}
