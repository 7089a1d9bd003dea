/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 for shades of grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** Bytes from 0 to 255, row by row, the channels of a pixel beside each other. */
  readonly pixels: Uint8Array;
}

/** How many channels a picture is to have: as stored, or one of both. */
export type Channels = "grey" | "rgb";

/** Writes the pixels of a picture channel by channel, each row by row, from place `at` of `out` on. -> [channels, height, width]
 *  Grey of colours is their luma, `0.299 R + 0.587 G + 0.114 B`, rounded; colours of grey are three times the same.
 *  Source: ITU-R BT.601 */
export function writePlanes({ channels, pixels }: Picture, wanted: 1 | 3, out: Uint8Array, at: number): void {
  const size = pixels.length / channels;
  for (let pixel = 0; pixel < size; pixel++) {
    if (channels === 1) {
      for (let plane = 0; plane < wanted; plane++) out[at + plane * size + pixel] = pixels[pixel];
      continue;
    }
    const [red, green, blue] = [pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2]];
    if (wanted === 1) out[at + pixel] = Math.round((299 * red + 587 * green + 114 * blue) / 1000);
    else {
      out[at + pixel] = red;
      out[at + size + pixel] = green;
      out[at + 2 * size + pixel] = blue;
    }
  }
}
