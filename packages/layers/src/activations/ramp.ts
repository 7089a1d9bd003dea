import { addScalar, negate, reluGradient, type Tensor } from "@retrograd/core";

/** Gradient of a clip: `dx = dy where low < x < high, else 0`. dy, x: equal shapes */
export function rampGradient(dy: Tensor, x: Tensor, { low, high }: Range): Tensor {
  return reluGradient(reluGradient(dy, addScalar(x, -low)), addScalar(negate(x), high));
}

/** The side of both ends: 0 up to low, 1 between them, 2 from high on. */
export function rampSide({ low, high }: Range): (x: number) => number {
  return (x) => (x >= high ? 2 : x > low ? 1 : 0);
}

/** The numbers that a clip does not change. */
export interface Range {
  readonly low: number;
  readonly high: number;
}
