import { formatError } from "../format-error.js";

const maxPixels = 2 ** 26;

/** Checks the size in a picture's header before memory is allocated: at least one pixel, at most 64 million, and no more
 *  than `possible`, which its compressed data can hold. @throws RetrogradError E_DATA_FORMAT naming the file */
export function checkSize(
  { width, height }: { readonly width: number; readonly height: number },
  possible: number,
  name: string,
): void {
  const pixels = width * height;
  if (pixels === 0) throw formatError(name, `holds nothing: it is ${width} x ${height} pixels`);
  if (pixels > maxPixels)
    throw formatError(name, `must have at most ${maxPixels} pixels, got ${width} x ${height}`);
  if (pixels > possible)
    throw formatError(name, `is truncated or damaged: its data cannot hold ${width} x ${height} pixels`);
}
