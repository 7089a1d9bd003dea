import {
  addScalar,
  averagePool,
  averagePoolGradient,
  bernoulli,
  broadcastAxis,
  broadcastOthers,
  clip,
  col2im,
  concat,
  cos,
  crossEntropy,
  crossEntropyGradient,
  gatherRows,
  geluGradient,
  greater,
  gruCell,
  gruCellGradient,
  im2col,
  logSoftmax,
  logSoftmaxGradient,
  lstmCell,
  lstmCellGradient,
  matmulBatched,
  maxAxis,
  maximum,
  maxPool,
  maxPoolGradient,
  moments,
  multiply,
  pad,
  permute,
  philoxStreams,
  reverse,
  rsqrt,
  type Shape,
  scatterAddRows,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  siluGradient,
  sin,
  sizeOf,
  slice,
  softmaxGradient,
  softmaxLast,
  softplus,
  sumAxis,
  sumOthers,
  type Tensor,
  tanhGradient,
  tensor,
  where,
} from "@retrograd/core";
import { openEngine } from "../engines.js";
import { filled } from "./filled.js";
import { attention, convolution } from "./layer-composition.js";
import { inScopes } from "./operation.js";
import type { Work } from "./serve.js";
import type { Task } from "./task.js";

/** Creates operands on the engine that is measured. */
interface Operands {
  /** Numbers of both signs, from -1 to 1. */
  readonly x: (...shape: Shape) => Tensor;
  /** Whole numbers below a limit. */
  readonly ids: (limit: number, ...shape: Shape) => Tensor;
}

/** Prepares an operation; what it returns is timed. */
type Prepare = (operands: Operands) => () => unknown;

const digits = { kernel: [5, 5] } as const;
const padded = { kernel: [3, 3], padding: [1, 1] } as const;
const halves = { kernel: [2, 2], stride: [2, 2] } as const;
const [image, channels, planes] = [
  [100, 1, 28, 28],
  [100, 16, 14, 14],
  [100, 30, 24, 24],
] as const;

/** An elementwise operation on a million numbers. */
const elementwise =
  (f: (a: Tensor, b: Tensor) => Tensor): Prepare =>
  ({ x }) => {
    const [a, b] = [x(1000, 1000), x(1000, 1000)];
    return () => f(a, b);
  };

/** The operations of layers to come, forward and backward, at the sizes of real networks: "name [shape]". */
export const layerOperations: Readonly<Record<string, Prepare>> = {
  "im2col 5x5 [100, 1, 28, 28]": ({ x }) => {
    const a = x(...image);
    return () => im2col(a, digits);
  },
  "col2im 5x5 [100, 1, 28, 28]": ({ x }) => {
    const columns = im2col(x(...image), digits);
    return () => col2im(columns, image, digits);
  },
  "im2col 3x3 pad 1 [100, 16, 14, 14]": ({ x }) => {
    const a = x(...channels);
    return () => im2col(a, padded);
  },
  "col2im 3x3 pad 1 [100, 16, 14, 14]": ({ x }) => {
    const columns = im2col(x(...channels), padded);
    return () => col2im(columns, channels, padded);
  },
  "maxPool 2x2 [100, 30, 24, 24]": ({ x }) => {
    const a = x(...planes);
    return () => maxPool(a, halves);
  },
  "maxPoolGradient 2x2 [100, 30, 24, 24]": ({ x }) => {
    const { y, indices } = maxPool(x(...planes), halves);
    return () => maxPoolGradient(y, indices, planes, halves);
  },
  "averagePool 2x2 [100, 30, 24, 24]": ({ x }) => {
    const a = x(...planes);
    return () => averagePool(a, halves);
  },
  "averagePoolGradient 2x2 [100, 30, 24, 24]": ({ x }) => {
    const dy = averagePool(x(...planes), halves);
    return () => averagePoolGradient(dy, planes, halves);
  },
  "sumOthers 1 [100, 30, 24, 24]": ({ x }) => {
    const a = x(...planes);
    return () => sumOthers(a, 1);
  },
  "moments others 1 [100, 30, 24, 24]": ({ x }) => {
    const a = x(...planes);
    return () => moments(a, 1, "others");
  },
  "broadcastAxis multiply 1 [100, 30, 24, 24]": ({ x }) => {
    const [a, b] = [x(...planes), x(30)];
    return () => broadcastAxis(multiply, a, b, 1);
  },
  "permute 0231 [100, 30, 24, 24]": ({ x }) => {
    const a = x(...planes);
    return () => permute(a, [0, 2, 3, 1]);
  },
  "moments axis 2 [16, 64, 128]": ({ x }) => {
    const a = x(16, 64, 128);
    return () => moments(a, 2, "axis");
  },
  "sumAxis 2 [16, 64, 128]": ({ x }) => {
    const a = x(16, 64, 128);
    return () => sumAxis(a, 2);
  },
  "broadcastOthers multiply 2 [16, 64, 128]": ({ x }) => {
    const [a, b] = [x(16, 64, 128), x(16, 64)];
    return () => broadcastOthers(multiply, a, b, 2);
  },
  "maxAxis 1 [16, 64, 128]": ({ x }) => {
    const a = x(16, 64, 128);
    return () => maxAxis(a, 1);
  },
  "permute 0213 [16, 64, 4, 32]": ({ x }) => {
    const a = x(16, 64, 4, 32);
    return () => permute(a, [0, 2, 1, 3]);
  },
  "slice 2 [20, 35, 400]": ({ x }) => {
    const a = x(20, 35, 400);
    return () => slice(a, 2, 100, 200);
  },
  "concat 2 [20, 35, 100] x 4": ({ x }) => {
    const parts = [0, 1, 2, 3].map(() => x(20, 35, 100));
    return () => concat(parts, 2);
  },
  "pad 1 [100, 16, 14, 14]": ({ x }) => {
    const a = x(...channels);
    const margins = [
      [0, 0],
      [0, 0],
      [1, 1],
      [1, 1],
    ] as const;
    return () => pad(a, margins);
  },
  "reverse 1 [20, 35, 100]": ({ x }) => {
    const a = x(20, 35, 100);
    return () => reverse(a, 1);
  },
  "matmulBatched [64, 64, 32] x [64, 32, 64]": ({ x }) => {
    const [a, b] = [x(64, 64, 32), x(64, 64, 32)];
    return () => matmulBatched(a, b, { transposeB: true });
  },
  "matmulBatched [64, 64, 64] x [64, 64, 32]": ({ x }) => {
    const [a, b] = [x(64, 64, 64), x(64, 64, 32)];
    return () => matmulBatched(a, b);
  },
  "softmaxLast with mask [16, 4, 64, 64]": ({ x }) => {
    const [a, values] = [x(16, 4, 64, 64), x(16, 1, 1, 64)];
    const mask = greater(addScalar(values, 0.5), reverse(values, 3));
    return () => softmaxLast(a, mask);
  },
  "softmaxGradient [16, 4, 64, 64]": ({ x }) => {
    const [dy, y] = [x(16, 4, 64, 64), softmaxLast(x(16, 4, 64, 64))];
    return () => softmaxGradient(dy, y);
  },
  "softmaxLast [700, 10000]": ({ x }) => {
    const a = x(700, 10_000);
    return () => softmaxLast(a);
  },
  "softmaxGradient [700, 10000]": ({ x }) => {
    const [dy, y] = [x(700, 10_000), softmaxLast(x(700, 10_000))];
    return () => softmaxGradient(dy, y);
  },
  "logSoftmax [700, 10000]": ({ x }) => {
    const a = x(700, 10_000);
    return () => logSoftmax(a);
  },
  "logSoftmaxGradient [700, 10000]": ({ x }) => {
    const [dy, y] = [x(700, 10_000), logSoftmax(x(700, 10_000))];
    return () => logSoftmaxGradient(dy, y);
  },
  "crossEntropy [700, 10000]": ({ x, ids }) => {
    const [a, t] = [x(700, 10_000), ids(10_000, 700)];
    return () => crossEntropy(a, t, { ignore: 0 });
  },
  "crossEntropyGradient [700, 10000]": ({ x, ids }) => {
    const [y, t] = [softmaxLast(x(700, 10_000)), ids(10_000, 700)];
    return () => crossEntropyGradient(y, t, { ignore: 0 });
  },
  "sigmoidCrossEntropy [100, 1000]": ({ x }) => {
    const [a, t] = [x(100, 1000), greater(x(100, 1000), reverse(x(100, 1000), 1))];
    return () => sigmoidCrossEntropy(a, t);
  },
  "sigmoidCrossEntropyGradient [100, 1000]": ({ x }) => {
    const [y, t] = [softmaxLast(x(100, 1000)), greater(x(100, 1000), reverse(x(100, 1000), 1))];
    return () => sigmoidCrossEntropyGradient(y, t);
  },
  "gatherRows [10000, 100] x 700": ({ x, ids }) => {
    const [table, rows] = [x(10_000, 100), ids(10_000, 700)];
    return () => gatherRows(table, rows);
  },
  "scatterAddRows [10000, 100] x 700": ({ x, ids }) => {
    const [dy, rows] = [x(700, 100), ids(10_000, 700)];
    return () => scatterAddRows(dy, rows, 10_000);
  },
  "lstmCell [20, 650]": ({ x }) => {
    const [z, c] = [x(20, 2600), x(20, 650)];
    return () => lstmCell(z, c);
  },
  "lstmCellGradient [20, 650]": ({ x }) => {
    const [z, c, dh, dc] = [x(20, 2600), x(20, 650), x(20, 650), x(20, 650)];
    const step = lstmCell(z, c);
    return () => lstmCellGradient({ dh, dc }, step, c);
  },
  "gruCell [20, 650]": ({ x }) => {
    const operands = { x: x(20, 1950), u: x(20, 1950), h: x(20, 650) };
    return () => gruCell(operands);
  },
  "gruCellGradient [20, 650]": ({ x }) => {
    const operands = { x: x(20, 1950), u: x(20, 1950), h: x(20, 650) };
    const [step, dh] = [gruCell(operands), x(20, 650)];
    return () => gruCellGradient(dh, step, operands);
  },
  "convolution 30@5x5 [100, 1, 28, 28], forward and backward": ({ x }) => {
    const operands = { x: x(...image), W: x(30, 25), b: x(30), dy: x(100, 30, 576) };
    return () => convolution(operands, digits);
  },
  "convolution 32@3x3 pad 1 [100, 16, 14, 14], forward and backward": ({ x }) => {
    const operands = { x: x(...channels), W: x(32, 144), b: x(32), dy: x(100, 32, 196) };
    return () => convolution(operands, padded);
  },
  "attention 4 heads [16, 64, 128], forward and backward": ({ x }) => {
    const operands = { x: x(16, 64, 128), dy: x(16, 64, 128), b: x(128) };
    const products = [0, 1, 2, 3].map(() => x(128, 128));
    return () => attention(operands, products, 4);
  },
  "bernoulli [100, 1000]": ({ x }) => {
    const { engine } = x(1);
    const rng = philoxStreams(1).stream("forward/Dropout1");
    return () => bernoulli([100, 1000], 0.5, rng, { engine });
  },
  "sin [1000, 1000]": elementwise(sin),
  "cos [1000, 1000]": elementwise(cos),
  "softplus [1000, 1000]": elementwise(softplus),
  "rsqrt [1000, 1000]": elementwise(rsqrt),
  "clip [1000, 1000]": elementwise((a) => clip(a, -0.5, 0.5)),
  "addScalar [1000, 1000]": elementwise((a) => addScalar(a, 0.1)),
  "maximum [1000, 1000]": elementwise(maximum),
  "greater [1000, 1000]": elementwise(greater),
  "where [1000, 1000]": elementwise((a, b) => where(a, b, a)),
  "tanhGradient [1000, 1000]": elementwise(tanhGradient),
  "siluGradient [1000, 1000]": elementwise(siluGradient),
  "geluGradient [1000, 1000]": elementwise(geluGradient),
};

/** One operation of layers to come, again and again. */
export function layerOperation({
  engine: choice,
  operation,
}: Extract<Task, { kind: "layerOperation" }>): Work {
  const engine = openEngine(choice);
  const on = { engine };
  const rng = philoxStreams(2).stream("ids");
  const run = layerOperations[operation]({
    x: (...shape) => tensor(filled(sizeOf(shape)), shape, on),
    ids: (limit, ...shape) => tensor(rng.integers(limit, sizeOf(shape)), shape, on),
  });
  return { description: engine.description, run: inScopes(engine, run, 1) };
}
