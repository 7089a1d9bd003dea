import {
  abs,
  crossEntropy,
  crossEntropyGradient,
  greater,
  gruCandidateGradient,
  gruCell,
  gruCellGradient,
  gruReset,
  logSoftmax,
  logSoftmaxGradient,
  lstmCell,
  lstmCellGradient,
  reshape,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  slice,
  softmaxGradient,
  softmaxLast,
  type Tensor,
  tensor,
} from "../src/index.js";

/** Softmax and losses of a, b [131, 509] and cube [131, 20, 25]. */
export function normalized(a: Tensor, b: Tensor, cube: Tensor): readonly Tensor[] {
  const mask = greater(slice(cube, 1, 0, 1), slice(cube, 1, 1, 2));
  const y = softmaxLast(cube, mask);
  const t = tensor(
    Array.from({ length: 131 }, (_, i) => (37 * i) % 509),
    [131],
    a,
  );
  const options = { smoothing: 0.1, weights: reshape(slice(abs(b), 0, 0, 1), [509]), ignore: 0 };
  const loss = crossEntropy(a, t, options);
  const yesOrNo = greater(b, a);
  const binary = sigmoidCrossEntropy(a, yesOrNo, { positive: 2 });
  return [
    ...[y, softmaxGradient(cube, y), logSoftmax(a), logSoftmaxGradient(b, a)],
    ...[tensor([loss.total, loss.weight, binary.total], [3]), loss.y, binary.y],
    crossEntropyGradient(loss.y, t, options),
    sigmoidCrossEntropyGradient(binary.y, yesOrNo, { positive: 2 }),
  ];
}

/** Steps of recurrent cells of parts of a, b [131, 509]. */
export function recurrentSteps(a: Tensor, b: Tensor): readonly Tensor[] {
  const units = 101;
  const part = (x: Tensor, parts: number) => slice(x, 1, 0, parts * units);
  const [h, c, dh] = [part(b, 1), part(a, 1), slice(b, 1, 200, 200 + units)];
  const step = lstmCell(part(a, 4), c);
  const [after, before] = [
    { x: part(a, 3), u: part(b, 3), h },
    { x: part(a, 3), u: part(b, 2), v: dh, h },
  ];
  const [first, second] = [gruCell(after), gruCell(before)];
  return [
    ...[step, lstmCellGradient({ dh, dc: h }, step, c)].flatMap((tensors) => Object.values(tensors)),
    ...[first, second].flatMap((gru) => Object.values(gru)),
    ...[gruReset(before), gruCandidateGradient(dh, first)],
    ...[gruCellGradient(dh, first, after), gruCellGradient(dh, second, { h, dReset: c })].flatMap((tensors) =>
      Object.values(tensors),
    ),
  ];
}
