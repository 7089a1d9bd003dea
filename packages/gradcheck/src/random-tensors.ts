import { type Rng, type Shape, sizeOf, type Tensor, type TensorOptions, tensor } from "@retrograd/core";

/** +1 and -1 at random. */
export function randomSignValues(size: number, rng: Rng): Float64Array {
  // 31 signs from each draw
  const draws = rng.integers(2 ** 31, Math.ceil(size / 31));
  return Float64Array.from({ length: size }, (_, i) => 1 - 2 * ((draws[Math.floor(i / 31)] >> (i % 31)) & 1));
}

/** A random cotangent of +1 and -1: it weighs every output alike, and errors cancel in it only by chance. */
export function randomSigns(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(randomSignValues(sizeOf(shape), rng), shape, options);
}

/** Normal numbers, as inputs that seldom fall on a kink. */
export function randomNormal(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(
    Float64Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    shape,
    options,
  );
}
