import { formatError } from "../format-error.js";
import type { Picture } from "./picture.js";
import { type CheckedPng, checkPng } from "./png-chunks.js";
import { pngSamples } from "./png-samples.js";

/** Decodes a PNG of up to 8 bits per sample, interlaced or not. Samples of fewer bits are scaled to 0 to 255, a palette is
 *  converted to colours, and the alpha of opaque pixels is dropped. Colour profiles and gamma are ignored.
 *  @throws RetrogradError E_DATA_FORMAT when the file is damaged, too large, or has transparent pixels */
export function decodePng(bytes: Uint8Array, name: string): Picture {
  const png = checkPng(bytes, name);
  const { width, height, colorType } = png.layout;
  const samples = pngSamples(png.raw, png.layout, name);
  const size = { width, height };
  if (colorType === 3) return { ...size, channels: 3, pixels: coloursOf(samples, png, name) };
  const channels = colorType === 0 || colorType === 4 ? 1 : 3;
  if (colorType === 4 || colorType === 6)
    return { ...size, channels, pixels: opaque(samples, channels, name) };
  checkNoTransparent(samples, channels, png, name);
  return { ...size, channels, pixels: fullRange(samples, png.layout.depth) };
}

/** Replaces palette indices by the colours of the palette. */
function coloursOf(indices: Uint8Array, { palette, transparency }: CheckedPng, name: string): Uint8Array {
  if (palette === undefined || palette.length === 0 || palette.length % 3 > 0)
    throw formatError(name, "is damaged: its palette is missing or incomplete");
  const pixels = new Uint8Array(3 * indices.length);
  for (const [pixel, index] of indices.entries()) {
    const colour = 3 * index;
    if (colour >= palette.length)
      throw formatError(
        name,
        `is damaged: a pixel has the colour ${index}, but the palette has ${palette.length / 3} colours`,
      );
    if ((transparency?.[index] ?? 255) < 255) throw transparent(name);
    for (let channel = 0; channel < 3; channel++) pixels[3 * pixel + channel] = palette[colour + channel];
  }
  return pixels;
}

/** Drops the alpha of each pixel, which must be 255. */
function opaque(samples: Uint8Array, channels: number, name: string): Uint8Array {
  const each = channels + 1;
  const pixels = new Uint8Array((samples.length / each) * channels);
  for (let pixel = 0; pixel * each < samples.length; pixel++) {
    if (samples[pixel * each + channels] !== 255) throw transparent(name);
    for (let channel = 0; channel < channels; channel++)
      pixels[pixel * channels + channel] = samples[pixel * each + channel];
  }
  return pixels;
}

/** Refuses pixels of the colour that the file declares transparent, with two bytes per sample. */
function checkNoTransparent(
  samples: Uint8Array,
  channels: number,
  { transparency, layout }: CheckedPng,
  name: string,
): void {
  if (transparency === undefined) return;
  if (transparency.length !== 2 * channels)
    throw formatError(name, "is damaged: its transparent colour has the wrong length");
  const mask = 2 ** layout.depth - 1;
  const clear = Array.from({ length: channels }, (_, channel) => transparency[2 * channel + 1] & mask);
  for (let offset = 0; offset < samples.length; offset += channels) {
    if (clear.every((sample, channel) => samples[offset + channel] === sample)) throw transparent(name);
  }
}

/** Scales samples of fewer than 8 bits to bytes from 0 to 255. */
function fullRange(samples: Uint8Array, depth: number): Uint8Array {
  const factor = 255 / (2 ** depth - 1);
  return factor === 1 ? samples : samples.map((sample) => sample * factor);
}

function transparent(name: string) {
  return formatError(
    name,
    "has transparent pixels, whose colour is undefined: flatten it onto a background first",
  );
}
