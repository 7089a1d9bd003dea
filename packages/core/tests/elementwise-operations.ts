import type { Tensor } from "../src/index.js";
import * as elementwise from "../src/ops/elementwise.js";

type Operation = (x: Tensor, second: Tensor) => Tensor;

/** Every row of the table of elementwise functions: the name of its export and the operation. One of one operand ignores
 *  the second. */
export const elementwiseOperations: readonly (readonly [string, Operation])[] = Object.entries(elementwise);

/** Those of one operand. */
export const unaryOperations: readonly (readonly [string, (x: Tensor) => Tensor])[] = elementwiseOperations
  .filter(([, operation]) => operation.length === 1)
  .map(([name, operation]) => [name, (x) => operation(x, x)]);

/** Those of two operands. */
export const binaryOperations = elementwiseOperations.filter(([, operation]) => operation.length === 2);
