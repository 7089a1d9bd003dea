/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 for shades of grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** Bytes from 0 to 255, row by row, the channels of a pixel next to each other. */
  readonly pixels: Uint8Array;
}

/** The channels that pictures are converted to. */
export type Channels = "grey" | "rgb";

/** Writes the pixels of a picture into `out` from `offset` on, channel by channel, each row by row. -> [channels, height, width]
 *  The grey of a colour is its luma, `0.299 R + 0.587 G + 0.114 B`, rounded. The colours of a grey are three times the same.
 *  Source: ITU-R BT.601 */
export function writePlanes(
  { channels, pixels }: Picture,
  outChannels: 1 | 3,
  out: Uint8Array,
  offset: number,
): void {
  const size = pixels.length / channels;
  for (let pixel = 0; pixel < size; pixel++) {
    if (channels === 1) {
      for (let plane = 0; plane < outChannels; plane++) out[offset + plane * size + pixel] = pixels[pixel];
      continue;
    }
    const [red, green, blue] = [pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2]];
    if (outChannels === 1) out[offset + pixel] = Math.round((299 * red + 587 * green + 114 * blue) / 1000);
    else {
      out[offset + pixel] = red;
      out[offset + size + pixel] = green;
      out[offset + 2 * size + pixel] = blue;
    }
  }
}
