import { type Rng, type Shape, sizeOf, type Tensor, type TensorOptions, tensor } from "@retrograd/core";

/** A random cotangent of +1 and -1: it weighs every output alike, and errors cancel in it only by chance. */
export function randomSigns(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  const signs = Float64Array.from(rng.integers(2, sizeOf(shape)), (bit) => 2 * bit - 1);
  return tensor(signs, shape, options);
}

/** Normal numbers, as inputs that seldom fall on a kink. */
export function randomNormal(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(
    Float64Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    shape,
    options,
  );
}
