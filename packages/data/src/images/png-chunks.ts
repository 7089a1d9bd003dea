import { RetrogradError } from "@retrograd/core";
import { formatValue } from "@retrograd/network";
import { Unzlib } from "fflate";
import { crc32 } from "../compression/crc32.js";
import { formatError } from "../format-error.js";
import { checkSize } from "./check-size.js";

/** What a PNG says of itself, and the chunks that its pixels need. */
export interface CheckedPng {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample. */
  readonly depth: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey and alpha, 6 colours and alpha. */
  readonly colorType: number;
  /** Whether a colour or an entry of the palette is transparent. */
  readonly transparency: boolean;
  /** The file without its other chunks: texts and colour profiles, which may inflate to any size. */
  readonly bytes: Uint8Array;
}

const samplesOfType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const needed = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/** Checks a PNG before its decoder sees it: the CRC of each chunk, that it has at most 8 bits a sample, and that its data inflate
 *  to exactly what its size needs, stopping at the first byte too many. Source: https://www.w3.org/TR/png-3/
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function checkPng(bytes: Uint8Array, name: string): CheckedPng {
  if (signature.some((byte, at) => bytes[at] !== byte)) throw formatError(name, "is no PNG file");
  const chunks = [...chunksOf(bytes, name)];
  const [header] = chunks;
  if (header?.type !== "IHDR" || header.data.length !== 13)
    throw formatError(name, "is damaged: its header is no first");
  const view = new DataView(header.data.buffer, header.data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colorType, compression, filter, interlace] = header.data.subarray(8);
  const samples = samplesOfType[colorType];
  if (samples === undefined || compression !== 0 || filter !== 0 || interlace > 1) {
    throw formatError(name, "is damaged: its header names no known kind of picture");
  }
  if (![1, 2, 4, 8].includes(depth))
    throw formatError(name, `must have 8 bits a sample at most, got ${depth}`);
  const packed = chunks.filter(({ type }) => type === "IDAT");
  checkSize({ width, height }, packed.reduce((sum, { data }) => sum + data.length, 0) * 1032 * 8, name);
  const size = rawSize({ width, height, bits: depth * samples, interlaced: interlace === 1 });
  checkInflated(
    packed.map(({ data }) => data),
    size,
    name,
  );
  const kept = chunks.filter(({ type }) => needed.includes(type));
  return {
    width,
    height,
    depth,
    colorType,
    transparency: kept.some(({ type }) => type === "tRNS"),
    bytes: joined([bytes.subarray(0, 8), ...kept.map(({ whole }) => whole)]),
  };
}

/** The chunks of a file, each with its CRC checked. */
function* chunksOf(bytes: Uint8Array, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let type = "";
  for (let at = signature.length; type !== "IEND"; ) {
    const end = at + 12 + (at + 12 > bytes.length ? 0 : view.getUint32(at));
    if (end > bytes.length) throw formatError(name, "is truncated: its last chunk does not end");
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const [expected, got] = [view.getUint32(end - 4), crc32(bytes.subarray(at + 4, end - 4))];
    if (expected !== got)
      throw formatError(name, `is damaged: the CRC of its chunk ${formatValue(type)} is wrong`);
    yield { type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) };
    at = end;
  }
}

/** Bytes of the pixels before they are compressed: a byte for the filter and the samples in each row, of each pass. */
function rawSize(png: { width: number; height: number; bits: number; interlaced: boolean }): number {
  const rows = (width: number, height: number) =>
    width === 0 ? 0 : height * (1 + Math.ceil((width * png.bits) / 8));
  if (!png.interlaced) return rows(png.width, png.height);
  // Adam7: first column, first row, and the distances to the next
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  return passes.reduce((sum, [x, y, right, down]) => {
    const [columns, lines] = [Math.ceil((png.width - x) / right), Math.ceil((png.height - y) / down)];
    return sum + rows(Math.max(0, columns), Math.max(0, lines));
  }, 0);
}

function checkInflated(packed: readonly Uint8Array[], size: number, name: string): void {
  let got = 0;
  const inflate = new Unzlib((chunk) => {
    got += chunk.length;
    if (got > size)
      throw formatError(name, `is damaged: its pixels inflate to more than the ${size} bytes of its size`);
  });
  try {
    for (const [index, data] of packed.entries()) inflate.push(data, index === packed.length - 1);
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    throw formatError(name, "is damaged: its pixels cannot be inflated");
  }
  if (got < size)
    throw formatError(name, `is damaged: its pixels inflate to ${got} bytes, its size needs ${size}`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
