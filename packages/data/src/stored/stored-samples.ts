import { RetrogradError } from "@retrograd/core";
import type { RowStore, StoredSamples } from "@retrograd/plugin";
import { placeOfOne } from "./one-hot.js";

/** An input column as its number in a stored row is to be read. */
type StoredInput = "number" | StoredCategory;

/** The number of a label, which stands for one of so many categories. */
interface StoredCategory {
  readonly size: number;
  /** The category that each number stands for. */
  readonly indexOf: ArrayLike<number>;
}

/** How the numbers of a stored row are laid out: input columns, then targets. */
export interface StoredLayout {
  readonly inputs: readonly StoredInput[];
  /** Values, the number of a label, or as many numbers as there are classes, one of them 1. */
  readonly targets:
    | { readonly values: number }
    | { readonly indexOf: ArrayLike<number> }
    | { readonly oneHot: number };
}

/** The samples that `count` stored rows make. x: [numbers and categories], t: [values], or [] for a class */
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
  const [inputsRoom, targetsRoom] = [growingRoom(), growingRoom()];
  return {
    count,
    x,
    t,
    read(indices) {
      checkIndices(indices, count);
      const rows = store.read(indices);
      const [xs, ts] = [inputsRoom(indices.length * size), targetsRoom(indices.length * values)];
      for (let row = 0; row < indices.length; row++) {
        const begin = row * width;
        if (plain) xs.set(rows.subarray(begin, begin + size), row * size);
        else
          spread(
            rows.subarray(begin, begin + inputs.length),
            inputs,
            xs.subarray(row * size, (row + 1) * size),
          );
        if ("oneHot" in targets) ts[row] = placeOfOne(rows, begin + inputs.length, targets.oneHot);
        for (let at = 0; at < values && !("oneHot" in targets); at++) {
          const value = rows[begin + inputs.length + at];
          ts[row * values + at] = "indexOf" in targets ? targets.indexOf[value] : value;
        }
      }
      return { x: { ...x, values: xs }, t: { ...t, values: ts } };
    },
    ...(store.prefetch && { prefetch: (indices) => store.prefetch?.(indices) }),
  };
}

/** Numbers that are written over each time, since what is read is good until the next are. Megabytes that are let go at every
 *  step would wait for the collector of garbage. */
function growingRoom(): (length: number) => Float64Array {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length);
    return room.subarray(0, length);
  };
}

function checkIndices(indices: ArrayLike<number>, count: number): void {
  for (let at = 0; at < indices.length; at++) {
    if (Number.isInteger(indices[at]) && indices[at] >= 0 && indices[at] < count) continue;
    throw new RetrogradError("E_SHAPE", `a sample must be from 0 to ${count - 1}, got ${indices[at]}`);
  }
}

/** Numbers as they are, and a one among zeros for a category. */
function spread(row: Float64Array, inputs: readonly StoredInput[], out: Float64Array): void {
  let at = 0;
  out.fill(0);
  for (let column = 0; column < inputs.length; column++) {
    const input = inputs[column];
    if (input === "number") out[at++] = row[column];
    else {
      out[at + input.indexOf[row[column]]] = 1;
      at += input.size;
    }
  }
}
