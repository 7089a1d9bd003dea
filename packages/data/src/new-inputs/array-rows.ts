import { formatShape, type Shape, sizeOf } from "@retrograd/core";
import { formatError } from "../format-error.js";

/** Checks that an array has inputs of `size` numbers. shape: [inputs, ...]
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function checkInputShape(shape: Shape, size: number, name: string): void {
  const [, ...itemShape] = shape;
  // one number per input may have no axis
  if (shape.length === 0) throw wrongSize(name, size, "a single number");
  if (sizeOf(itemShape) !== size) throw wrongSize(name, size, `inputs of ${formatShape(itemShape)}`);
}

/** The error for inputs whose size the model does not take. */
export function wrongSize(name: string, size: number, got: string) {
  return formatError(
    name,
    `the model takes inputs of ${size} ${size === 1 ? "number" : "numbers"}, got ${got}`,
  );
}
