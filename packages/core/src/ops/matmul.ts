import { RetrogradError } from "../errors.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkMatrix, checkOperands } from "./operands.js";

/** Which operands of a product to transpose. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Matrix product `y = op(a) op(b)`, where op transposes or not.
 *  a: [m, k] (transposed: [k, m]), b: [k, n] (transposed: [n, k]) -> y: [m, n]
 *  @throws RetrogradError E_SHAPE when the inner axes differ or an operand is not a matrix */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  checkOperands("matmul", a, b);
  const [rowsA, columnsA] = checkMatrix("matmul", a);
  const [rowsB, columnsB] = checkMatrix("matmul", b);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== inner) {
    const name = (letter: string, transposed: boolean) => (transposed ? `transposed ${letter}` : letter);
    throw new RetrogradError(
      "E_SHAPE",
      `matmul: inner axes differ, ${name("a", transposeA)} ${formatShape(a.shape)} x ${name("b", transposeB)} ${formatShape(b.shape)}`,
    );
  }
  const y = newTensor(a.engine, a.dtype, [m, n]);
  a.engine.kernels.matmul(bufferOf(y), bufferOf(a), bufferOf(b), { m, n, k, transposeA, transposeB });
  return y;
}

/** Matrix products of a batch, `y_i = op(a_i) op(b_i)`, where op transposes or not. The last two axes are the matrices; the axes
 *  before them are the batch, equal in both operands, or one operand is a single matrix for all products.
 *  a: [.., m, k] (transposed: [.., k, m]), b: [.., k, n] (transposed: [.., n, k]) -> y: [.., m, n]
 *  @throws RetrogradError E_SHAPE when the inner axes or the batches differ, or an operand has fewer than two axes */
export function matmulBatched(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  checkOperands("matmulBatched", a, b);
  const [batchA, rowsA, columnsA] = matrices(a);
  const [batchB, rowsB, columnsB] = matrices(b);
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  const [sharedA, sharedB] = [batchA.length === 0, batchB.length === 0];
  if (k !== inner || !(sharedA || sharedB || sameShape(batchA, batchB))) {
    const problem = k === inner ? "batches" : "inner axes";
    const name = (letter: string, transposed: boolean) => (transposed ? `transposed ${letter}` : letter);
    throw new RetrogradError(
      "E_SHAPE",
      `matmulBatched: ${problem} differ, ${name("a", transposeA)} ${formatShape(a.shape)} x ${name("b", transposeB)} ${formatShape(b.shape)}`,
    );
  }
  const batch = sharedA ? batchB : batchA;
  const y = newTensor(a.engine, a.dtype, [...batch, m, n]);
  const layout = { m, n, k, transposeA, transposeB, batch: sizeOf(batch), sharedA, sharedB };
  a.engine.kernels.matmulBatched(bufferOf(y), bufferOf(a), bufferOf(b), layout);
  return y;
}

function matrices({ shape }: Tensor): readonly [batch: Shape, rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2);
  if (shape.length < 2 || rows === undefined || columns === undefined) {
    throw new RetrogradError(
      "E_SHAPE",
      `matmulBatched: matrices [.., rows, columns] are needed, got ${formatShape(shape)}; reshape it first`,
    );
  }
  return [shape.slice(0, -2), rows, columns];
}
