import { formatShape, RetrogradError, type Shape, sizeOf } from "@retrograd/core";

/** A sample as positions, each with the numbers of its last axes. */
export interface LastAxes {
  /** Shape of the numbers that are normalized together. */
  readonly shape: Shape;
  /** Count of these numbers. */
  readonly size: number;
  /** What becomes of padded steps: nothing, unless the steps are normalized together. */
  readonly mask: { readonly mask?: "keeps" };
}

/** The last `axes` axes of a sample.
 *  @throws RetrogradError E_SHAPE when it has fewer, or when they hold fewer than `minimum` numbers */
export function lastAxes(inShape: Shape, axes: number, minimum: number): LastAxes {
  const shape = inShape.slice(-axes);
  const size = sizeOf(shape);
  if (axes > inShape.length) {
    throw new RetrogradError(
      "E_SHAPE",
      `normalizes the last ${axes} axes, but its input ${formatShape(inShape)} has ${inShape.length}: set axes to ${Math.max(inShape.length, 1)} or less`,
    );
  }
  if (size < minimum) {
    throw new RetrogradError(
      "E_SHAPE",
      `normalizes ${formatShape(shape)}, a single number, which is always its own mean: it needs two or more`,
    );
  }
  return { shape, size, mask: axes < inShape.length ? { mask: "keeps" } : {} };
}
