/** What determines the positions of the samples of a PNG. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits per sample: 1, 2, 4 or 8. */
  readonly depth: number;
  /** Samples per pixel. */
  readonly samples: number;
  readonly interlaced: boolean;
}

/** A part of the pixels of a PNG that is stored like a picture: every `right`-th column from `x` on, every `down`-th line from `y` on. */
export interface PngPass {
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly down: number;
  readonly columns: number;
  readonly lines: number;
  /** Bytes per line, without the byte of its filter. */
  readonly lineBytes: number;
}

// x, y, right, down of Adam7
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of a PNG in order: one with all pixels, or those of Adam7 that have pixels.
 *  Source: https://www.w3.org/TR/png-3/#8InterlaceMethods */
export function passesOf({ width, height, depth, samples, interlaced }: PngLayout): readonly PngPass[] {
  return (interlaced ? adam7 : ([[0, 0, 1, 1]] as const)).flatMap(([x, y, right, down]) => {
    const [columns, lines] = [Math.ceil((width - x) / right), Math.ceil((height - y) / down)];
    if (columns <= 0 || lines <= 0) return [];
    return [{ x, y, right, down, columns, lines, lineBytes: Math.ceil((columns * samples * depth) / 8) }];
  });
}

/** Length of all passes in bytes, uncompressed, with a byte for the filter before each line. */
export function rawSize(layout: PngLayout): number {
  return passesOf(layout).reduce((sum, { lines, lineBytes }) => sum + lines * (1 + lineBytes), 0);
}
