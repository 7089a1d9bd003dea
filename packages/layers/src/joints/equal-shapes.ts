import { formatShape, RetrogradError, type Shape, sameShape } from "@retrograd/core";

/** The common shape of several inputs.
 *  @throws RetrogradError E_SHAPE when two of them differ, or there is none */
export function equalShapes(shapes: readonly Shape[]): Shape {
  const [first = []] = shapes;
  if (shapes.length > 0 && shapes.every((shape) => sameShape(shape, first))) return first;
  throw new RetrogradError(
    "E_SHAPE",
    `its inputs must have equal shapes, got ${shapes.map(formatShape).join(" and ")}: end one with a layer of the other's shape, or add a shortcut to residual`,
  );
}
