import type { WindowLayout } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape, type Shape } from "../shape.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkCountable, checkIndices, checkOperands } from "./operands.js";

/** Numbers for the two axes of a picture: [vertical, horizontal]. */
type Pair = readonly [y: number, x: number];

/** Windows that move over a picture [height, width]. A window has kernel[0] x kernel[1] numbers. */
export interface Windows {
  readonly kernel: Pair;
  /** From one window to the next; default [1, 1]. */
  readonly stride?: Pair;
  /** Zeros before the first and behind the last number of each axis; default [0, 0]. */
  readonly padding?: Pair;
  /** From one number of a window to the next; default [1, 1]. */
  readonly dilation?: Pair;
}

/** How many windows fit on each axis of a picture: `floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.
 *  @throws RetrogradError E_OPTION when a number of the windows is not a whole number in its range, E_SHAPE when the picture is
 *  smaller than a window */
export function windowCounts(picture: Pair, windows: Windows): Pair {
  return countsOf("windowCounts", picture, windows);
}

/** The numbers of all windows as columns, so that a convolution is one matrix product:
 *  `y[(c, ky, kx), (n, oy, ox)] = x[n, c, oy stride - padding + ky dilation, ..]`, 0 outside the picture.
 *  x: [count, channels, height, width] -> y: [channels kernel[0] kernel[1], count windows]
 *  @throws RetrogradError E_SHAPE, E_OPTION */
export function im2col(x: Tensor, windows: Windows): Tensor {
  requireTensor("im2col", "x", x);
  const layout = layoutOf("im2col", x.shape, windows);
  const y = newTensor(x.engine, x.dtype, columnShape(layout));
  x.engine.kernels.windows.im2col(bufferOf(y), bufferOf(x), layout);
  return y;
}

/** The adjoint of im2col: each number of the result is the sum of its copies.
 *  columns: [channels kernel[0] kernel[1], count windows], shape: [count, channels, height, width] -> that shape
 *  @throws RetrogradError E_SHAPE, E_OPTION */
export function col2im(columns: Tensor, shape: Shape, windows: Windows): Tensor {
  requireTensor("col2im", "columns", columns);
  const layout = layoutOf("col2im", shape, windows);
  requireShape("col2im", "columns", columns, columnShape(layout));
  const x = newTensor(columns.engine, columns.dtype, [...shape]);
  x.engine.kernels.windows.col2im(bufferOf(x), bufferOf(columns), layout);
  return x;
}

/** Largest number of each window, and its position in the plane of its channel: the first of equals. NaN is the largest.
 *  Padding is left out.
 *  x: [count, channels, height, width] -> y, indices: [count, channels, windows[0], windows[1]]
 *  @throws RetrogradError E_SHAPE, also when float32 cannot count the numbers of a plane; E_OPTION when a window lies in the
 *  padding */
export function maxPool(x: Tensor, windows: Windows): { readonly y: Tensor; readonly indices: Tensor } {
  requireTensor("maxPool", "x", x);
  const layout = layoutOf("maxPool", x.shape, windows);
  requireNumbersInside("maxPool", layout);
  checkCountable("maxPool", x, layout.height * layout.width);
  const shape = poolShape(layout);
  const [y, indices] = [newTensor(x.engine, x.dtype, shape), newTensor(x.engine, x.dtype, shape)];
  x.engine.kernels.windows.maxPool(bufferOf(y), bufferOf(indices), bufferOf(x), layout);
  return { y, indices };
}

/** Gradient of maxPool: each dy goes to the number that was the largest.
 *  dy, indices: [count, channels, windows[0], windows[1]], shape: that of x -> dx: that shape
 *  @throws RetrogradError E_SHAPE, also when an index is not a position in a plane; E_OPTION */
export function maxPoolGradient(dy: Tensor, indices: Tensor, shape: Shape, windows: Windows): Tensor {
  checkOperands("maxPoolGradient", dy, indices);
  const layout = layoutOf("maxPoolGradient", shape, windows);
  requireShape("maxPoolGradient", "dy", dy, poolShape(layout));
  requireShape("maxPoolGradient", "indices", indices, poolShape(layout));
  checkIndices("maxPoolGradient", "indices", indices, layout.height * layout.width);
  const dx = newTensor(dy.engine, dy.dtype, [...shape]);
  dy.engine.kernels.windows.maxPoolGradient(bufferOf(dx), bufferOf(dy), bufferOf(indices), layout);
  return dx;
}

/** Windows of an average. */
export interface AveragePoolOptions extends Windows {
  /** Whether padding counts as zeros; default true. Otherwise it is left out of the mean. */
  readonly countPadding?: boolean;
}

/** Mean of each window.
 *  x: [count, channels, height, width] -> y: [count, channels, windows[0], windows[1]]
 *  @throws RetrogradError E_SHAPE, E_OPTION when padding is left out and a window lies in it */
export function averagePool(x: Tensor, options: AveragePoolOptions): Tensor {
  requireTensor("averagePool", "x", x);
  const layout = averageLayout("averagePool", x.shape, options);
  const y = newTensor(x.engine, x.dtype, poolShape(layout));
  x.engine.kernels.windows.averagePool(bufferOf(y), bufferOf(x), layout);
  return y;
}

/** Gradient of averagePool.
 *  dy: [count, channels, windows[0], windows[1]], shape: that of x -> dx: that shape
 *  @throws RetrogradError E_SHAPE, E_OPTION */
export function averagePoolGradient(dy: Tensor, shape: Shape, options: AveragePoolOptions): Tensor {
  requireTensor("averagePoolGradient", "dy", dy);
  const layout = averageLayout("averagePoolGradient", shape, options);
  requireShape("averagePoolGradient", "dy", dy, poolShape(layout));
  const dx = newTensor(dy.engine, dy.dtype, [...shape]);
  dy.engine.kernels.windows.averagePoolGradient(bufferOf(dx), bufferOf(dy), layout);
  return dx;
}

function averageLayout(operation: string, shape: Shape, options: AveragePoolOptions) {
  const { countPadding = true } = options;
  const layout = layoutOf(operation, shape, options);
  if (!countPadding) requireNumbersInside(operation, layout);
  return { ...layout, countPadding };
}

const columnShape = (layout: WindowLayout): Shape => [
  layout.channels * layout.kernelY * layout.kernelX,
  layout.count * layout.outY * layout.outX,
];

const poolShape = ({ count, channels, outY, outX }: WindowLayout): Shape => [count, channels, outY, outX];

function layoutOf(operation: string, shape: Shape, windows: Windows): WindowLayout {
  const [count, channels, height, width] = shape;
  if (
    shape.length !== 4 ||
    count === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined
  ) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: pictures [count, channels, height, width] are needed, got ${formatShape(shape)}; reshape them first`,
    );
  }
  const [outY, outX] = countsOf(operation, [height, width], windows);
  const { kernel, stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = windows;
  return {
    ...{ count, channels, height, width, outY, outX },
    ...{ kernelY: kernel[0], kernelX: kernel[1], strideY: stride[0], strideX: stride[1] },
    ...{ padY: padding[0], padX: padding[1], dilationY: dilation[0], dilationX: dilation[1] },
  };
}

function countsOf(operation: string, picture: Pair, windows: Windows): Pair {
  const { kernel, stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = windows;
  for (const [name, pair, minimum] of [
    ["kernel", kernel, 1],
    ["stride", stride, 1],
    ["padding", padding, 0],
    ["dilation", dilation, 1],
  ] as const) {
    const isPair = Array.isArray(pair) && pair.length === 2;
    if (isPair && pair.every((n) => Number.isSafeInteger(n) && n >= minimum)) continue;
    throw new RetrogradError(
      "E_OPTION",
      `${operation}: ${name} must be two whole numbers from ${minimum}, such as [${minimum + 1}, ${minimum + 1}], got ${JSON.stringify(pair)}`,
    );
  }
  const countOn = (axis: 0 | 1) => {
    const rest = picture[axis] + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1;
    return Math.floor(rest / stride[axis]) + 1;
  };
  const counts = [countOn(0), countOn(1)] as const;
  if (counts[0] < 1 || counts[1] < 1) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: a picture ${formatShape(picture)} with padding ${formatShape(padding)} is smaller than a window ${formatShape(kernel)}${dilation.some((n) => n > 1) ? ` with dilation ${formatShape(dilation)}` : ""}`,
    );
  }
  return counts;
}

/** @throws RetrogradError E_OPTION when a window has no number of the picture */
function requireNumbersInside(operation: string, layout: WindowLayout): void {
  const axes = [
    {
      windows: layout.outY,
      stride: layout.strideY,
      pad: layout.padY,
      kernel: layout.kernelY,
      dilation: layout.dilationY,
      length: layout.height,
    },
    {
      windows: layout.outX,
      stride: layout.strideX,
      pad: layout.padX,
      kernel: layout.kernelX,
      dilation: layout.dilationX,
      length: layout.width,
    },
  ];
  const isEmpty = ({ windows, stride, pad, kernel, dilation, length }: (typeof axes)[number]) =>
    Array.from({ length: windows }, (_, window) => window * stride - pad).some((first) =>
      Array.from({ length: kernel }, (_, i) => first + i * dilation).every((i) => i < 0 || i >= length),
    );
  if (!axes.some(isEmpty)) return;
  throw new RetrogradError(
    "E_OPTION",
    `${operation}: padding [${layout.padY}, ${layout.padX}] leaves windows without a number of the picture; give at most half of the kernel`,
  );
}

function requireShape(operation: string, name: string, x: Tensor, shape: Shape): void {
  if (formatShape(x.shape) === formatShape(shape)) return;
  throw new RetrogradError(
    "E_SHAPE",
    `${operation}: ${name} must be ${formatShape(shape)}, got ${formatShape(x.shape)}`,
  );
}
