import jpeg from "jpeg-js";
import { formatError } from "../format-error.js";
import { checkSize } from "./check-size.js";
import type { Picture } from "./picture.js";

/** Decodes a baseline or progressive JPEG, grey or colour. The result has the same bytes on every machine. Chroma of half the
 *  resolution (4:2:0) is repeated, not smoothed, so other decoders differ: in a texture by 5 levels on average and at most
 *  27, at edges between two strong colours by up to 120. The orientation that a camera stored is ignored.
 *  @throws RetrogradError E_DATA_FORMAT when the file is damaged, truncated, too large, or CMYK */
export function decodeJpeg(bytes: Uint8Array, name: string): Picture {
  const { width, height, components, storedAsRgb } = checkJpeg(bytes, name);
  let colours: Uint8Array;
  try {
    const options = {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      ...(storedAsRgb ? { colorTransform: false } : {}),
    } as const;
    colours = jpeg.decode(bytes, options).data;
  } catch (error) {
    throw formatError(
      name,
      `is damaged: its pixels cannot be decoded (${error instanceof Error ? error.message : error})`,
    );
  }
  if (colours.length !== 3 * width * height)
    throw formatError(name, "is damaged: its pixels do not have the size in its header");
  if (components === 3) return { width, height, channels: 3, pixels: colours };
  const pixels = new Uint8Array(width * height);
  for (let pixel = 0; pixel < pixels.length; pixel++) pixels[pixel] = colours[3 * pixel];
  return { width, height, channels: 1, pixels };
}

// markers without a length: restart, start and end of the image
const hasNoLength = (marker: number) => (marker >= 0xd0 && marker <= 0xd9) || marker === 0x01;

/** Checks all segments of a JPEG before it is decoded. Source: ITU-T T.81, annex B */
function checkJpeg(bytes: Uint8Array, name: string) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw formatError(name, "is not a JPEG file");
  let frame: ReturnType<typeof readFrame> | undefined;
  let transform: "jfif" | number | undefined;
  let [offset, scans] = [2, 0];
  for (;;) {
    // within a scan there are bytes between markers; a byte ff of them is followed by 00
    while (
      offset < bytes.length &&
      !(bytes[offset] === 0xff && bytes[offset + 1] !== 0 && bytes[offset + 1] !== 0xff)
    )
      offset++;
    const marker = bytes[offset + 1];
    if (marker === undefined) throw formatError(name, "is truncated: its end is missing");
    if (marker === 0xd9) break;
    if (hasNoLength(marker)) {
      offset += 2;
      continue;
    }
    const length = 256 * bytes[offset + 2] + bytes[offset + 3];
    if (!(length >= 2 && offset + 2 + length <= bytes.length))
      throw formatError(name, "is truncated or damaged: a segment does not end");
    if (isFrame(marker)) {
      if (frame !== undefined) throw formatError(name, "is damaged: it has two headers");
      frame = readFrame(bytes, offset, name);
    }
    if (marker === 0xda) scans++;
    const label = String.fromCharCode(...bytes.subarray(offset + 4, offset + 9));
    if (marker === 0xe0 && label === "JFIF\0") transform = "jfif";
    if (marker === 0xee && label === "Adobe" && transform === undefined) transform = bytes[offset + 15];
    offset += 2 + length;
  }
  if (scans === 0) throw formatError(name, "is damaged: it has no pixels");
  if (frame === undefined) throw formatError(name, "is damaged: it has no header");
  // each block of 8 x 8 takes at least one bit
  checkSize(frame, bytes.length * 8 * 64, name);
  // colours are YCbCr, unless Adobe's segment or, without any, the names of the components say RGB, as libjpeg decides too
  const storedAsRgb = transform === 0 || (transform === undefined && frame.ids === "RGB");
  return { ...frame, storedAsRgb };
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(bytes: Uint8Array, offset: number, name: string) {
  if (bytes[offset + 1] > 0xc2)
    throw formatError(name, "must be a baseline or progressive JPEG, got another kind");
  const [precision, high, low, wide, narrow, components] = bytes.subarray(offset + 4, offset + 10);
  if (precision !== 8) throw formatError(name, `must have 8 bits a sample, got ${precision}`);
  if (components !== 1 && components !== 3) {
    throw formatError(name, `must have 1 or 3 colour components, got ${components}: is it CMYK?`);
  }
  const ids = String.fromCharCode(
    ...Array.from({ length: components }, (_, i) => bytes[offset + 10 + 3 * i]),
  );
  return { width: 256 * wide + narrow, height: 256 * high + low, components, ids };
}
