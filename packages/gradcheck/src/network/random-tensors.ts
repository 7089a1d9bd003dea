import { type Rng, type Shape, sizeOf, type Tensor, type TensorOptions, tensor } from "@retrograd/core";

/** +1 and -1 at random. */
export function randomSignValues(size: number, rng: Rng): Float64Array {
  // 31 signs from each draw
  const draws = rng.integers(2 ** 31, Math.ceil(size / 31));
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = 1 - 2 * ((draws[Math.floor(i / 31)] >> (i % 31)) & 1);
  return values;
}

// Number of magnitudes from 1/2 to 3/2; float32 represents each exactly.
const magnitudes = 2 ** 14;

/** Random signs with random magnitudes from 1/2 to 3/2. Unlike +1 and -1, they do not cancel where gradients are equal or
 *  opposite. */
export function randomWeightValues(size: number, rng: Rng): Float64Array {
  // two weights from each draw
  const draws = rng.integers(2 ** 30, Math.ceil(size / 2));
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const bits = (draws[i >> 1] >> (15 * (i & 1))) & 0x7fff;
    values[i] = (1 - 2 * (bits & 1)) * (0.5 + (bits >> 1) / magnitudes);
  }
  return values;
}

/** A random cotangent with magnitudes from 1/2 to 3/2. It weighs all outputs by about the same amount. Errors do not cancel
 *  in it, nor do the gradients of a layer that is invariant to a shift of all outputs, such as softmax. */
export function randomWeights(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(randomWeightValues(sizeOf(shape), rng), shape, options);
}

/** A random cotangent of +1 and -1. It weighs all outputs equally; errors cancel in it only by chance. */
export function randomSigns(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  return tensor(randomSignValues(sizeOf(shape), rng), shape, options);
}

/** Normally distributed values, for inputs that are rarely on a kink. */
export function randomNormal(shape: Shape, rng: Rng, options: TensorOptions): Tensor {
  const values = new Float64Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = rng.normal();
  return tensor(values, shape, options);
}
