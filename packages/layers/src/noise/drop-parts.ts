import {
  bernoulli,
  broadcastOthers,
  multiply,
  type Rng,
  reshape,
  sizeOf,
  type Tensor,
} from "@retrograd/core";

/** Drops whole parts of a tensor: returns the product with one factor for each index of its first axes, 1 / (1 - rate) or 0.
 *  axes: the number of first axes that have a factor of their own
 *  x: [.., ..] -> a function of tensors of that shape */
export function dropParts(x: Tensor, axes: number, rate: number, rng: Rng): (values: Tensor) => Tensor {
  const parts = sizeOf(x.shape.slice(0, axes));
  const mask = bernoulli([parts], 1 - rate, rng, x);
  return (values) =>
    reshape(broadcastOthers(multiply, reshape(values, [parts, x.size / parts]), mask, 1), x.shape);
}
