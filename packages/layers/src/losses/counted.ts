import {
  broadcastOthers,
  formatShape,
  multiply,
  RetrogradError,
  reshape,
  sum,
  type Tensor,
  tensor,
} from "@retrograd/core";

/** Numbers of steps that count, 0 at padded steps. values: [batch, time, ...], mask: [batch, time]; without a mask all count */
export function counted(values: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return values;
  const rows = reshape(values, [mask.size, values.size / mask.size]);
  return reshape(broadcastOthers(multiply, rows, reshape(mask, [mask.size]), 1), values.shape);
}

/** How many numbers of a tensor count. x: [batch, time, ...], mask: [batch, time]
 *  @throws RetrogradError E_SHAPE when x is empty */
export function countOf(type: string, x: Tensor, mask: Tensor | undefined): number {
  if (x.size === 0) throw new RetrogradError("E_SHAPE", `${type}: x ${formatShape(x.shape)} is empty`);
  return mask === undefined ? x.size : sum(mask) * (x.size / mask.size);
}

/** A tensor of ones. */
export function ones(like: Tensor): Tensor {
  return tensor(new Float64Array(like.size).fill(1), like.shape, like);
}
