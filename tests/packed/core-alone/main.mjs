// Tensor math with nothing but @retrograd/core installed.
import {
  matmul,
  RetrogradError,
  referenceEngine,
  scope,
  softmaxCrossEntropy,
  sumRows,
  tensor,
} from "@retrograd/core";

const f64 = { dtype: "f64" };
const a = tensor([1, 2, 3, 4], [2, 2], f64);
const b = tensor([5, 6, 7, 8], [2, 2], f64);

const printed = scope(referenceEngine, () => ({
  product: [...matmul(a, b).data],
  transposed: [...matmul(a, b, { transposeA: true }).data],
  sums: [...sumRows(a).data],
  loss: softmaxCrossEntropy(tensor([0, 0, 0, 0], [2, 2], f64), tensor([0, 1], [2], f64)).loss,
}));

let code = "nothing was thrown";
try {
  matmul(a, tensor([1, 2, 3], [3, 1], f64));
} catch (error) {
  if (error instanceof RetrogradError) code = error.code;
}
console.log(JSON.stringify({ ...printed, code }));
