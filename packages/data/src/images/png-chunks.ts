import { RetrogradError } from "@retrograd/core";
import { formatValue } from "@retrograd/plugin";
import { Unzlib } from "fflate";
import { crc32 } from "../compression/crc32.js";
import { formatError } from "../format-error.js";
import { checkSize } from "./check-size.js";
import { type PngLayout, rawSize } from "./png-passes.js";

/** The checked and inflated content of a PNG. */
export interface CheckedPng {
  readonly layout: PngLayout & {
    /** 0 grey, 2 colours, 3 palette, 4 grey and alpha, 6 colours and alpha. */
    readonly colorType: number;
  };
  /** The inflated lines of all passes. Before each line is a byte with the number of its filter. */
  readonly raw: Uint8Array;
  /** Three bytes per colour. */
  readonly palette?: Uint8Array;
  /** The alpha of the first colours of a palette, or one transparent colour with two bytes per sample. */
  readonly transparency?: Uint8Array;
}

const samplesOfType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
// readers would disagree on which of two of them to use
const atMostOnce = ["IHDR", "PLTE", "tRNS"];
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Checks a PNG before it is decoded: the CRC of each chunk, that it has at most 8 bits per sample, and that its data inflate to
 *  exactly the length that its size needs. Stops at the first byte beyond it. Source: https://www.w3.org/TR/png-3/
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function checkPng(bytes: Uint8Array, name: string): CheckedPng {
  if (signature.some((byte, index) => bytes[index] !== byte)) throw formatError(name, "is not a PNG file");
  const chunks = [...chunksOf(bytes, name)];
  const [header] = chunks;
  if (header?.type !== "IHDR" || header.data.length !== 13)
    throw formatError(name, "is damaged: its first chunk is not a header");
  for (const single of atMostOnce) {
    if (chunks.filter(({ type }) => type === single).length > 1)
      throw formatError(name, `is damaged: it has more than one chunk ${single}`);
  }
  const view = new DataView(header.data.buffer, header.data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colorType, compression, filter, interlace] = header.data.subarray(8);
  const samples = samplesOfType[colorType];
  if (samples === undefined || compression !== 0 || filter !== 0 || interlace > 1) {
    throw formatError(name, "is damaged: its header has an unknown picture type");
  }
  if (![1, 2, 4, 8].includes(depth))
    throw formatError(name, `must have at most 8 bits per sample, got ${depth}`);
  const packed = chunks.filter(({ type }) => type === "IDAT");
  checkSize({ width, height }, packed.reduce((sum, { data }) => sum + data.length, 0) * 1032 * 8, name);
  const layout = { width, height, depth, samples, interlaced: interlace === 1, colorType };
  const raw = inflated(
    packed.map(({ data }) => data),
    rawSize(layout),
    name,
  );
  const palette = chunks.find(({ type }) => type === "PLTE")?.data;
  const transparency = chunks.find(({ type }) => type === "tRNS")?.data;
  return { layout, raw, ...(palette && { palette }), ...(transparency && { transparency }) };
}

/** The chunks of a file, each with its CRC checked. */
function* chunksOf(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let type = "";
  for (let offset = signature.length; type !== "IEND"; ) {
    const end = offset + 12 + (offset + 12 > bytes.length ? 0 : view.getUint32(offset));
    if (end > bytes.length) throw formatError(name, "is truncated: its last chunk is incomplete");
    type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const [expected, got] = [view.getUint32(end - 4), crc32(bytes.subarray(offset + 4, end - 4))];
    if (expected !== got)
      throw formatError(name, `is damaged: the CRC of its chunk ${formatValue(type)} is wrong`);
    yield { type, data: bytes.subarray(offset + 8, end - 4) };
    offset = end;
  }
}

/** Inflates the pixels to exactly `size` bytes. */
function inflated(packed: readonly Uint8Array[], size: number, name: string): Uint8Array {
  const raw = new Uint8Array(size);
  let got = 0;
  const inflate = new Unzlib((chunk) => {
    if (got + chunk.length > size)
      throw formatError(
        name,
        `is damaged: its pixels inflate to more than the ${size} bytes that its size needs`,
      );
    raw.set(chunk, got);
    got += chunk.length;
  });
  try {
    for (const [index, data] of packed.entries()) inflate.push(data, index === packed.length - 1);
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    throw formatError(name, "is damaged: its pixels cannot be inflated");
  }
  if (got < size)
    throw formatError(name, `is damaged: its pixels inflate to ${got} bytes, but its size needs ${size}`);
  return raw;
}
