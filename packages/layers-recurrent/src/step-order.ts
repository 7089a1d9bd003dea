import { permute, reshape, reverse as reversed, type Tensor } from "@retrograd/core";

/** Rows in the order in which the steps are computed: those of the first step, then those of the next.
 *  x: [batch, time, n] -> [time batch, n]; reverse: from the last step to the first */
export function inStepOrder(x: Tensor, reverse: boolean): Tensor {
  const steps = permute(x, [1, 0, 2]);
  const [time = 0, batch = 0, width = 0] = steps.shape;
  return reshape(reverse ? reversed(steps, 0) : steps, [time * batch, width]);
}

/** The inverse: [time batch, n] -> [batch, time, n] */
export function inBatchOrder(rows: Tensor, time: number, reverse: boolean): Tensor {
  const [count = 0, width = 0] = rows.shape;
  const steps = reshape(rows, [time, count / time, width]);
  return permute(reverse ? reversed(steps, 0) : steps, [1, 0, 2]);
}
