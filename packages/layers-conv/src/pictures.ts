import { formatShape, RetrogradError, type Shape } from "@retrograd/core";

/** The shape of a sample that is a picture.
 *  @throws RetrogradError E_SHAPE when it is not [channels, height, width] */
export function pictureShape(inShape: Shape): readonly [channels: number, height: number, width: number] {
  const [channels, height, width] = inShape;
  if (inShape.length === 3 && channels !== undefined && height !== undefined && width !== undefined)
    return [channels, height, width];
  throw new RetrogradError(
    "E_SHAPE",
    `needs pictures [channels, height, width], got ${formatShape(inShape)}${inShape.length === 2 ? `; a picture in shades of gray is ${formatShape([1, ...inShape])}` : ""}`,
  );
}
