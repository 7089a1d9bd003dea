import { formatShape, RetrogradError, type Shape } from "@retrograd/core";

/** Steps of a sequence and the length of each.
 *  @throws RetrogradError E_SHAPE when a sample is not a sequence of vectors */
export function stepsOf(inShape: Shape): { readonly time: number; readonly size: number } {
  const [time, size] = inShape;
  if (time === undefined || size === undefined || inShape.length !== 2) {
    throw new RetrogradError(
      "E_SHAPE",
      `needs sequences of vectors, [time, size], got ${formatShape(inShape)}: put an Embedding or an Affine with axis: last before it`,
    );
  }
  return { time, size };
}
