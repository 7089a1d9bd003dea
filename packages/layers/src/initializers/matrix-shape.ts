import { formatShape, RetrogradError, type Shape } from "@retrograd/core";

/** The parameter as a matrix: its first axis, and all others as one.
 *  @throws RetrogradError E_OPTION when the layer does not pass a shape, or one without a second axis */
export function matrixShape(
  type: string,
  shape: Shape | undefined,
): { readonly rows: number; readonly columns: number } {
  if (shape === undefined)
    throw new RetrogradError(
      "E_OPTION",
      `${type} needs the shape of the parameter, which this layer does not pass: use another initializer, such as Normal`,
    );
  const [rows, ...others] = shape;
  if (rows === undefined || others.length === 0)
    throw new RetrogradError(
      "E_OPTION",
      `${type} is for matrices, and the parameter has the shape ${formatShape(shape)}: use another initializer, such as Normal`,
    );
  return { rows, columns: others.reduce((size, axis) => size * axis, 1) };
}
