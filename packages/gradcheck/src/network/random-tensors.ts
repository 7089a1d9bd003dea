import { type Rng, type Shape, sizeOf, type Tensor, type TensorOptions, tensor } from "@retrograd/core";

/** +1 and -1 at random. */
export function randomSignValues(size: number, rng: Rng): Float64Array {
  // 31 signs from each draw
  const draws = rng.integers(2 ** 31, Math.ceil(size / 31));
  return Float64Array.from({ length: size }, (_, i) => 1 - 2 * ((draws[Math.floor(i / 31)] >> (i % 31)) & 1));
}

// Steps between the sizes 1/2 and 3/2, which float32 holds exactly.
const sizes = 2 ** 14;

/** Random signs with random sizes between 1/2 and 3/2: in no sum of a few elements do they cancel, as +1 and -1 do where
 *  gradients are equal or opposite. */
export function randomWeightValues(size: number, rng: Rng): Float64Array {
  // two weights from each draw
  const draws = rng.integers(2 ** 30, Math.ceil(size / 2));
  return Float64Array.from({ length: size }, (_, i) => {
    const bits = (draws[i >> 1] >> (15 * (i & 1))) & 0x7fff;
    return (1 - 2 * (bits & 1)) * (0.5 + (bits >> 1) / sizes);
  });
}

/** A random cotangent of signs with sizes between 1/2 and 3/2: it weighs outputs nearly alike, and neither errors nor the
 *  gradients of a layer that is blind to what its outputs have in common, as softmax is, cancel in it. */
export function randomWeights(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(randomWeightValues(sizeOf(shape), rng), shape, options);
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
