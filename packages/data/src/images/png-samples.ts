import { formatError } from "../format-error.js";
import { type PngLayout, type PngPass, passesOf } from "./png-passes.js";

/** Decodes the samples of a PNG from its inflated bytes: one byte each, not yet scaled, row by row, those of a pixel next to
 *  each other. Overwrites `raw` with the unfiltered lines.
 *  Source: https://www.w3.org/TR/png-3/#9Filters
 *  @throws RetrogradError E_DATA_FORMAT for an unknown filter */
export function pngSamples(raw: Uint8Array, layout: PngLayout, name: string): Uint8Array {
  const out = new Uint8Array(layout.width * layout.height * layout.samples);
  const pixelBytes = Math.max(1, (layout.samples * layout.depth) >> 3);
  let offset = 0;
  for (const pass of passesOf(layout)) {
    let above: Uint8Array = new Uint8Array(pass.lineBytes);
    for (let line = 0; line < pass.lines; line++) {
      const filter = raw[offset];
      const bytes = raw.subarray(offset + 1, offset + 1 + pass.lineBytes);
      offset += 1 + pass.lineBytes;
      if (filter > 4)
        throw formatError(name, `is damaged: a line has the filter ${filter}, but filters are 0 to 4`);
      unfilter(bytes, above, filter, pixelBytes);
      spread(bytes, pass, line, layout, out);
      above = bytes;
    }
  }
  return out;
}

/** Undoes the filter of a line: each stored byte is the difference from a prediction by its neighbours. */
function unfilter(line: Uint8Array, above: Uint8Array, filter: number, pixelBytes: number): void {
  if (filter === 0) return;
  for (let index = 0; index < line.length; index++) {
    const left = index < pixelBytes ? 0 : line[index - pixelBytes];
    const corner = index < pixelBytes ? 0 : above[index - pixelBytes];
    line[index] += predicted(filter, left, above[index], corner);
  }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  // Paeth: the neighbour nearest to left + up - corner
  const [toLeft, toUp] = [Math.abs(up - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Writes the samples of one line of a pass to their positions in the picture. */
function spread(
  bytes: Uint8Array,
  { x, y, right, down, columns }: PngPass,
  line: number,
  { width, depth, samples }: PngLayout,
  out: Uint8Array,
): void {
  const row = (y + line * down) * width;
  if (depth === 8 && right === 1) {
    out.set(bytes, row * samples);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let column = 0; column < columns; column++) {
    const pixel = (row + x + column * right) * samples;
    for (let sample = 0; sample < samples; sample++) {
      const bit = (column * samples + sample) * depth;
      out[pixel + sample] = (bytes[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
