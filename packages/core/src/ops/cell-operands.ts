import { RetrogradError } from "../errors.js";
import { formatShape, sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { checkMatrix, checkOperands } from "./operands.js";

/** An operand of a recurrent cell: [batch, parts units]. */
export interface CellOperand {
  readonly name: string;
  readonly x: Tensor;
  readonly parts: number;
}

/** Checks the operands of a cell against its state [batch, units], and returns the units.
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE with the operation and the operand */
export function checkCells(
  operation: string,
  name: string,
  state: Tensor,
  operands: readonly CellOperand[],
): number {
  const [batch, units] = checkMatrix(operation, state);
  for (const { name: other, x, parts } of operands) {
    checkOperands(operation, state, x);
    if (sameShape(x.shape, [batch, parts * units])) continue;
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: ${name} ${formatShape(state.shape)} needs ${other} [${batch}, ${parts * units}], got ${formatShape(x.shape)}`,
    );
  }
  return units;
}
