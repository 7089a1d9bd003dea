import { bufferOf, type Tensor, zeros } from "@retrograd/core";

/** Other values of similar magnitude: reversed, with the opposite sign. */
export function perturbed(x: Tensor): Tensor {
  const other = zeros(x.shape, x);
  const values = bufferOf(other);
  const { data, size } = x;
  for (let i = 0; i < size; i++) values[i] = -0.75 * data[size - 1 - i] - 0.01 * (1 + (i % 3));
  return other;
}
