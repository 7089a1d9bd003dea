import { formatShape, RetrogradError, type Shape, sizeOf } from "@retrograd/core";

/** The shape of a sample that is a picture.
 *  @throws RetrogradError E_SHAPE when it is not [channels, height, width] */
export function pictureShape(inShape: Shape): readonly [channels: number, height: number, width: number] {
  const [channels, height, width] = inShape;
  if (inShape.length === 3 && channels !== undefined && height !== undefined && width !== undefined)
    return [channels, height, width];
  const advice =
    inShape.length === 2
      ? `; a picture in shades of gray is ${formatShape([1, ...inShape])}`
      : inShape.length === 1
        ? "; rows become pictures if the input of the model has that shape, or behind a Reshape"
        : "";
  throw new RetrogradError(
    "E_SHAPE",
    `needs pictures [channels, height, width], got ${formatShape(inShape)}${advice}`,
  );
}

/** The shape of a sample that is a sequence.
 *  @throws RetrogradError E_SHAPE when it is not [channels, length] */
export function sequenceShape(inShape: Shape): readonly [channels: number, length: number] {
  const [channels, length] = inShape;
  if (inShape.length === 2 && channels !== undefined && length !== undefined) return [channels, length];
  throw new RetrogradError(
    "E_SHAPE",
    `needs sequences [channels, length], got ${formatShape(inShape)}${inShape.length === 1 ? `; a sequence of numbers is ${formatShape([1, ...inShape])}` : ""}`,
  );
}

/** The channels of a sample, and how many positions each has.
 *  @throws RetrogradError E_SHAPE when it has one axis */
export function positionsOf(inShape: Shape): readonly [channels: number, positions: number] {
  const [channels, ...axes] = inShape;
  if (channels !== undefined && axes.length > 0) return [channels, sizeOf(axes)];
  throw new RetrogradError(
    "E_SHAPE",
    `needs [channels, ...], such as pictures [channels, height, width], got ${formatShape(inShape)}`,
  );
}
