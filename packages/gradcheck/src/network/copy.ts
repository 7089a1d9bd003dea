import { type ReadonlyFloats, type Tensor, tensor } from "@retrograd/core";

/** A copy in float64. `set` copies whole blocks; the constructor and `Float64Array.from` copy number by number. */
export function copyOf(values: ReadonlyFloats): Float64Array {
  const copy = new Float64Array(values.length);
  copy.set(values);
  return copy;
}

/** A copy with each number replaced. A plain loop is faster than `from` and `map` of typed arrays. */
export function mapped(values: ReadonlyFloats, map: (value: number, index: number) => number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = map(values[i], i);
  return result;
}

/** A tensor of the shape of x with each number replaced. */
export function mappedTensor(x: Tensor, map: (value: number, index: number) => number): Tensor {
  return tensor(mapped(x.data, map), x.shape, x);
}
