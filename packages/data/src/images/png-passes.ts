/** What says where the samples of a PNG stand. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4 or 8. */
  readonly depth: number;
  /** Samples of a pixel. */
  readonly samples: number;
  readonly interlaced: boolean;
}

/** Pixels of a PNG that are stored as a picture of their own: every `right`-th column from `x` on, every `down`-th line from `y` on. */
export interface PngPass {
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly down: number;
  readonly columns: number;
  readonly lines: number;
  /** Bytes of a line, without the one that names its filter. */
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

/** The passes of a PNG in their order: one with all pixels, or those of Adam7 that have any.
 *  Source: https://www.w3.org/TR/png-3/#8InterlaceMethods */
export function passesOf({ width, height, depth, samples, interlaced }: PngLayout): readonly PngPass[] {
  return (interlaced ? adam7 : ([[0, 0, 1, 1]] as const)).flatMap(([x, y, right, down]) => {
    const [columns, lines] = [Math.ceil((width - x) / right), Math.ceil((height - y) / down)];
    if (columns <= 0 || lines <= 0) return [];
    return [{ x, y, right, down, columns, lines, lineBytes: Math.ceil((columns * samples * depth) / 8) }];
  });
}

/** Bytes of all passes before they are compressed: each line, and a byte before it that names its filter. */
export function rawSize(layout: PngLayout): number {
  return passesOf(layout).reduce((sum, { lines, lineBytes }) => sum + lines * (1 + lineBytes), 0);
}
