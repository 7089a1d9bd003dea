import { RetrogradError } from "../errors.js";
import { formatShape } from "../shape.js";
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
