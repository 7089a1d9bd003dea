import { convertIndexedToRgb, decode } from "fast-png";
import { formatError } from "../format-error.js";
import type { Picture } from "./picture.js";
import { type CheckedPng, checkPng } from "./png-chunks.js";

/** Decodes a PNG of up to 8 bits a sample. Shades of fewer bits become 0 to 255; a palette becomes colours; what is opaque loses
 *  its alpha. Colour profiles and gamma are left alone.
 *  @throws RetrogradError E_DATA_FORMAT when the file is damaged, too large, or has transparent pixels */
export function decodePng(bytes: Uint8Array, name: string): Picture {
  const png = checkPng(bytes, name);
  const { width, height, colorType } = png;
  const samples = decodedSamples(png, name);
  const channels = colorType === 0 || colorType === 4 ? 1 : 3;
  const each = samples.length / (width * height);
  if (each === channels) return { width, height, channels, pixels: samples };
  const pixels = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (samples[pixel * each + each - 1] !== 255) throw transparent(name);
    pixels.set(samples.subarray(pixel * each, pixel * each + channels), pixel * channels);
  }
  return { width, height, channels, pixels };
}

/** The samples of all pixels, a byte each: 1 or 2 of grey, 3 or 4 of colours. */
function decodedSamples(
  { bytes, width, height, depth, colorType, transparency }: CheckedPng,
  name: string,
): Uint8Array {
  if (transparency && colorType !== 3) throw transparent(name);
  let samples: Uint8Array;
  try {
    const decoded = decode(bytes);
    samples = Uint8Array.from(colorType === 3 ? convertIndexedToRgb(decoded) : decoded.data);
  } catch (error) {
    throw formatError(
      name,
      `is damaged: its pixels cannot be decoded (${error instanceof Error ? error.message : error})`,
    );
  }
  return colorType === 0 && depth < 8 ? unpacked(samples, { width, height, depth }) : samples;
}

/** Shades of fewer than 8 bits, several in a byte, as bytes from 0 to 255. */
function unpacked(
  packed: Uint8Array,
  { width, height, depth }: { readonly width: number; readonly height: number; readonly depth: number },
): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const largest = 2 ** depth - 1;
  const shades = new Uint8Array(width * height);
  for (let at = 0; at < shades.length; at++) {
    const bit = (at % width) * depth;
    const byte = packed[Math.floor(at / width) * rowBytes + (bit >> 3)];
    shades[at] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
  }
  return shades;
}

function transparent(name: string) {
  return formatError(name, "has transparent pixels, whose colour nobody knows: lay it on a background first");
}
