import {
  col2im,
  formatShape,
  im2col,
  pad,
  permute,
  RetrogradError,
  reshape,
  type Shape,
  slice,
  type Tensor,
  type Windows,
  windowCounts,
} from "@retrograd/core";
import type { Pair } from "./window-options.js";

/** The windows of a convolution or a pool, with a padding that may be "same". */
export interface SlidingOptions {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair | "same";
  readonly dilation: Pair;
}

/** Windows that move over pictures of one shape. */
export interface Sliding {
  /** [channels, height, width] */
  readonly picture: Shape;
  readonly windows: Windows;
  /** How many windows there are on each axis. */
  readonly counts: Pair;
  /** Zeros behind each axis in addition to the padding of `windows`, which is the same on both sides. */
  readonly extra: Pair;
}

/** The windows for pictures of a shape. With padding "same" there are length / stride of them on each axis, rounded up; zeros
 *  that cannot be divided between both sides stand behind, as in PyTorch and Keras.
 *  picture: [channels, height, width]
 *  @throws RetrogradError E_SHAPE when the padded picture is smaller than a window */
export function slidingOver(picture: Shape, options: SlidingOptions): Sliding {
  const { kernel, stride, dilation } = options;
  const [, height = 0, width = 0] = picture;
  const size: Pair = [height, width];
  const each = (f: (axis: 0 | 1) => number): Pair => [f(0), f(1)];
  const reach = each((axis) => dilation[axis] * (kernel[axis] - 1) + 1);
  const zeros = each((axis) => {
    if (options.padding !== "same") return 2 * options.padding[axis];
    const covered = (Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + reach[axis];
    return Math.max(0, covered - size[axis]);
  });
  const padding = each((axis) => Math.floor(zeros[axis] / 2));
  const extra = each((axis) => zeros[axis] % 2);
  const padded = each((axis) => size[axis] + extra[axis]);
  const windows = { kernel, stride, padding, dilation };
  if (size.some((length, axis) => length + (zeros[axis] ?? 0) < (reach[axis] ?? 0))) {
    const spread = reach.some((length, axis) => length > (kernel[axis] ?? 0))
      ? `, which dilation spreads over ${formatShape(reach)},`
      : "";
    throw new RetrogradError(
      "E_SHAPE",
      `its kernel ${formatShape(kernel)}${spread} is larger than its input ${formatShape(size)} with padding ${formatShape(padding)}; use a smaller kernel or more padding`,
    );
  }
  return { picture, windows, counts: windowCounts(padded, windows), extra };
}

/** Whether every window is one number, and there is one for each: a convolution is then a product alone. */
const isPointwise = ({ windows, extra }: Sliding) =>
  [...windows.kernel, ...(windows.stride ?? [])].every((n) => n === 1) &&
  [...(windows.padding ?? []), ...extra].every((n) => n === 0);

/** The numbers of all windows as columns.
 *  x: [batch, channels, height, width] -> [channels kernel[0] kernel[1], batch counts[0] counts[1]] */
export function columnsOf(x: Tensor, sliding: Sliding): Tensor {
  const { windows, picture, extra } = sliding;
  const [channels = 0, height = 0, width = 0] = picture;
  if (isPointwise(sliding)) return reshape(channelsFirst(x), [channels, (x.shape[0] ?? 0) * height * width]);
  return im2col(extra.some((n) => n > 0) ? pad(x, marginsOf(extra)) : x, windows);
}

/** The adjoint of columnsOf: each number of a picture is the sum of its copies.
 *  columns: [channels kernel[0] kernel[1], batch counts[0] counts[1]] -> [batch, channels, height, width] */
export function picturesOf(columns: Tensor, batch: number, sliding: Sliding): Tensor {
  const { windows, picture, extra } = sliding;
  const [channels = 0, height = 0, width = 0] = picture;
  if (isPointwise(sliding)) return channelsFirst(reshape(columns, [channels, batch, height, width]));
  const padded = col2im(columns, [batch, channels, height + extra[0], width + extra[1]], windows);
  const rows = extra[0] > 0 ? slice(padded, 2, 0, height) : padded;
  return extra[1] > 0 ? slice(rows, 3, 0, width) : rows;
}

/** The first two axes in the other order: [batch, channels, ..] -> [channels, batch, ..], and back. */
export function channelsFirst(x: Tensor): Tensor {
  return permute(
    x,
    x.shape.map((_, axis) => (axis < 2 ? 1 - axis : axis)),
  );
}

const marginsOf = ([vertical, horizontal]: Pair): readonly (readonly [number, number])[] => [
  [0, 0],
  [0, 0],
  [0, vertical],
  [0, horizontal],
];
