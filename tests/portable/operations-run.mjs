// Every operation of core once, forward and backward, on a portable engine: the bits must be the same wherever it runs.
import {
  abs,
  add,
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
  createPortableEngine,
  crossEntropy,
  crossEntropyGradient,
  divide,
  erf,
  exp,
  expm1,
  gatherRows,
  geluGradient,
  greater,
  gruCandidateGradient,
  gruCell,
  gruCellGradient,
  gruReset,
  im2col,
  log,
  log1p,
  logSoftmax,
  logSoftmaxGradient,
  lstmCell,
  lstmCellGradient,
  matmul,
  matmulBatched,
  maxAxis,
  maximum,
  maxPool,
  maxPoolGradient,
  minimum,
  moments,
  multiply,
  negate,
  numpyRandomState,
  pad,
  permute,
  philoxStreams,
  reciprocal,
  relu,
  reluGradient,
  reshape,
  reverse,
  rsqrt,
  scale,
  scatterAddRows,
  scope,
  sigmoid,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  sigmoidGradient,
  sign,
  siluGradient,
  sin,
  sizeOf,
  slice,
  softmaxGradient,
  softmaxLast,
  softplus,
  sqrt,
  square,
  subtract,
  sumAxis,
  sumOthers,
  tanh,
  tanhGradient,
  tensor,
  where,
} from "@retrograd/core";
import { sha256 } from "./sha256.mjs";

const unary = [
  negate,
  exp,
  log,
  tanh,
  square,
  relu,
  sigmoid,
  erf,
  abs,
  sign,
  sqrt,
  rsqrt,
  reciprocal,
  log1p,
  expm1,
  softplus,
  sin,
  cos,
];
const binary = [
  add,
  subtract,
  multiply,
  divide,
  reluGradient,
  sigmoidGradient,
  maximum,
  minimum,
  greater,
  tanhGradient,
  siluGradient,
  geluGradient,
];

/** Computes everything in float32 and in float64, on large tensors that threads share.
 *  @returns the sha256 of all results, as the bytes of their numbers one after the other */
export async function operationsRun(threads) {
  const engine = createPortableEngine(threads === undefined ? {} : { threads });
  while (engine.team?.ready === false) await new Promise((resolve) => setTimeout(resolve, 1));
  return operationsOn(engine);
}

/** The same on an engine. */
export async function operationsOn(engine) {
  const digests = [];
  for (const dtype of ["f32", "f64"]) {
    const results = scope(engine, () => all({ engine, dtype }).map(({ data }) => data.slice()));
    for (const { buffer } of results) digests.push(await sha256(new Uint8Array(buffer)));
  }
  return sha256(new TextEncoder().encode(digests.join()));
}

function all(on) {
  const rng = philoxStreams(6).stream("operations");
  const numbers = new Float64Array(128 * 400);
  const random = (...shape) => {
    const values = numbers.subarray(0, sizeOf(shape));
    rng.fill(values);
    return tensor(
      values.map((u) => 8 * u - 4),
      shape,
      on,
    );
  };
  const [a, b] = [random(128, 400), random(128, 400)];
  const ids = tensor(rng.integers(400, 128), [128], on);
  return [
    ...unary.map((f) => f(a)),
    // angles of any size
    ...[sin(scale(a, 1e7)), cos(scale(a, 1e7))],
    ...binary.map((f) => f(a, b)),
    ...[scale(a, 0.3), addScalar(a, 0.3), clip(a, -1, 0.3), where(relu(a), a, b)],
    ...axes(random(16, 40, 80), random(40), random(16, 80)),
    ...copies(random(16, 40, 80)),
    ...pictures(random(16, 5, 20, 20)),
    ...[
      matmul(a, b, { transposeB: true }),
      matmulBatched(reshape(a, [32, 4, 400]), reshape(b, [32, 400, 4])),
    ],
    ...[gatherRows(permute(a, [1, 0]), ids), scatterAddRows(b, ids, 400)],
    ...[bernoulli([128, 400], 0.7, rng, on), bernoulli([128, 400], 0.7, numpyRandomState(6), on)],
    ...normalized({ a, b, ids, mask: greater(random(16, 1, 1, 25), random(16, 1, 1, 25)), on }),
    ...cells(a, b),
  ];
}

function axes(cube, vector, others) {
  const { mean, variance } = moments(cube, 1, "others");
  const { y, indices } = maxAxis(cube, 1);
  return [
    ...[broadcastAxis(multiply, cube, vector, 1), broadcastOthers(subtract, cube, others, 1)],
    ...[0, 1, 2].flatMap((axis) => [sumAxis(cube, axis), sumOthers(cube, axis)]),
    ...[mean, variance, ...Object.values(moments(cube, 2, "axis")), y, indices],
  ];
}

function copies(cube) {
  const padded = pad(cube, [
    [1, 0],
    [0, 2],
    [0, 0],
  ]);
  return [permute(cube, [2, 0, 1]), slice(cube, 2, 3, 70), concat([cube, cube], 1), padded, reverse(cube, 1)];
}

function pictures(x) {
  const windows = { kernel: [3, 2], stride: [1, 2], padding: [1, 0] };
  const matrix = im2col(x, windows);
  const { y, indices } = maxPool(x, windows);
  return [
    ...[matrix, col2im(matrix, x.shape, windows), y, indices, maxPoolGradient(y, indices, x.shape, windows)],
    ...[averagePool(x, windows), averagePoolGradient(y, x.shape, windows)],
  ];
}

function normalized({ a, b, ids, mask, on }) {
  const scores = reshape(slice(a, 1, 0, 100), [16, 8, 4, 25]);
  const [y, logs] = [softmaxLast(scores, mask), logSoftmax(a)];
  const options = { smoothing: 0.1, weights: abs(reshape(slice(b, 0, 0, 1), [400])), ignore: 0 };
  const loss = crossEntropy(a, ids, options);
  const answers = greater(b, a);
  const binaryLoss = sigmoidCrossEntropy(a, answers, { positive: 2 });
  const sums = [loss.total, loss.weight, binaryLoss.total];
  return [
    ...[y, softmaxGradient(scores, y), logs, logSoftmaxGradient(b, logs), loss.y, binaryLoss.y],
    ...[tensor(sums, [sums.length], { ...on, dtype: "f64" }), crossEntropyGradient(loss.y, ids, options)],
    sigmoidCrossEntropyGradient(binaryLoss.y, answers, { positive: 2 }),
  ];
}

function cells(a, b) {
  const part = (x, parts) => slice(x, 1, 0, 100 * parts);
  const [h, c, dh] = [part(b, 1), part(a, 1), slice(b, 1, 200, 300)];
  const step = lstmCell(a, c);
  const [after, before] = [
    { x: part(a, 3), u: part(b, 3), h },
    { x: part(a, 3), u: part(b, 2), v: dh, h },
  ];
  const [first, second] = [gruCell(after), gruCell(before)];
  return [
    ...[step, lstmCellGradient({ dh, dc: h }, step, c), first, second].flatMap((one) => Object.values(one)),
    ...[gruReset(before), gruCandidateGradient(dh, first)],
    ...Object.values(gruCellGradient(dh, first, after)),
    ...Object.values(gruCellGradient(dh, second, { h, dReset: c })),
  ];
}
