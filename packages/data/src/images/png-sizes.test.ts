import { zlibSync } from "fflate";
import { describe, expect, test } from "vitest";
import { crc32 } from "../compression/crc32.js";
import { decodePng } from "./decode-png.js";

/** A PNG to write, pixel by pixel. */
interface PngPixels {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
  /** The samples of the pixel at column x and line y. */
  at(x: number, y: number): readonly number[];
  /** Other chunks, before the pixels. */
  readonly chunks?: readonly Uint8Array[];
}

const bytesOf = (...parts: readonly ArrayLike<number>[]) =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const number = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const content = bytesOf(new TextEncoder().encode(type), data);
  return bytesOf(number(data.length), content, number(crc32(content)));
}

// the pass of each pixel, as the standard draws it
const drawnPasses = [
  "16462646",
  "77777777",
  "56565656",
  "77777777",
  "36463646",
  "77777777",
  "56565656",
  "77777777",
];

/** Lines of samples, pass by pass: each pixel goes to the pass that the drawing shows. */
function linesOf({ width, height, interlaced, at }: PngPixels): readonly (readonly number[])[] {
  const lines: number[][] = [];
  for (let pass = 1; pass <= (interlaced ? 7 : 1); pass++) {
    for (let y = 0; y < height; y++) {
      const line: number[] = [];
      for (let x = 0; x < width; x++) {
        if (!interlaced || drawnPasses[y % 8]?.[x % 8] === String(pass)) line.push(...at(x, y));
      }
      if (line.length > 0) lines.push(line);
      // a pass begins with no line above it
      if (y === height - 1) lines.push([]);
    }
  }
  return lines;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const distances = [left, up, corner].map((one) => Math.abs(guess - one));
  return [left, up, corner][distances.indexOf(Math.min(...distances))] ?? 0;
}

function encode(png: PngPixels): Uint8Array {
  const { width, height, depth, colorType, interlaced, chunks = [] } = png;
  const samples = png.at(0, 0).length;
  const step = Math.max(1, (samples * depth) / 8);
  const raw: number[] = [];
  let above: readonly number[] = [];
  let filter = 0;
  for (const line of linesOf(png)) {
    const bits = line.map((sample) => sample.toString(2).padStart(depth, "0")).join("");
    const bytes = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)) ?? [];
    if (bytes.length > 0) {
      const kind = filter++ % 5;
      raw.push(kind);
      for (const [offset, byte] of bytes.entries()) {
        const [left, up, corner] = [bytes[offset - step] ?? 0, above[offset] ?? 0, above[offset - step] ?? 0];
        const predicted = [0, left, up, Math.floor((left + up) / 2), paeth(left, up, corner)][kind] ?? 0;
        raw.push((byte - predicted) & 255);
      }
    }
    above = bytes;
  }
  const header = [...number(width), ...number(height), depth, colorType, 0, 0, interlaced ? 1 : 0];
  return bytesOf(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk("IHDR", header),
    ...chunks,
    chunk("IDAT", zlibSync(Uint8Array.from(raw))),
    chunk("IEND", []),
  );
}

/** A sample of so many bits that differs from its neighbours. */
const sampleAt = (x: number, y: number, channel: number, depth: number) =>
  ((x * 37 + y * 101 + channel * 59 + x * y * 13) ^ (x << 3)) & (2 ** depth - 1);
const palette = (depth: number) =>
  Array.from({ length: 3 * 2 ** depth }, (_, index) => (index * 53 + 7) & 255);

const kinds = [
  ...[1, 2, 4, 8].map((depth) => ({ kind: `grey of ${depth} bits`, colorType: 0, depth, channels: 1 })),
  ...[1, 2, 4, 8].map((depth) => ({ kind: `palette of ${depth} bits`, colorType: 3, depth, channels: 1 })),
  { kind: "colours", colorType: 2, depth: 8, channels: 3 },
  { kind: "opaque grey", colorType: 4, depth: 8, channels: 1 },
  { kind: "opaque colours", colorType: 6, depth: 8, channels: 3 },
];

describe.each(kinds)("$kind", ({ colorType, depth, channels }) => {
  const colours = palette(depth);
  const samplesAt = (x: number, y: number) => {
    const samples = Array.from({ length: channels }, (_, channel) => sampleAt(x, y, channel, depth));
    return colorType === 4 || colorType === 6 ? [...samples, 255] : samples;
  };
  const pixelAt = (x: number, y: number) => {
    const samples = samplesAt(x, y).slice(0, channels);
    if (colorType === 3) return colours.slice(3 * (samples[0] ?? 0), 3 * (samples[0] ?? 0) + 3);
    return samples.map((sample) => (sample * 255) / (2 ** depth - 1));
  };

  test.each([false, true])("of 1 to 9 pixels in both directions, interlaced: %s", (interlaced) => {
    for (let width = 1; width <= 9; width++) {
      for (let height = 1; height <= 9; height++) {
        const chunks = colorType === 3 ? [chunk("PLTE", colours)] : [];
        const file = encode({ width, height, depth, colorType, interlaced, at: samplesAt, chunks });
        const pixels: number[] = [];
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.push(...pixelAt(x, y));
        const picture = decodePng(file, "a.png");
        expect({ ...picture, pixels: [...picture.pixels] }).toEqual({
          width,
          height,
          channels: colorType === 3 ? 3 : channels,
          pixels,
        });
      }
    }
  });
});

describe("a transparent colour", () => {
  const grey = {
    width: 3,
    height: 2,
    depth: 4,
    colorType: 0,
    interlaced: true,
    at: (x: number, y: number) => [x + y],
  };
  const colours = { ...grey, depth: 8, colorType: 2, at: (x: number, y: number) => [x, y, 7] };
  const indexed = { ...grey, colorType: 3 };
  const plte = chunk("PLTE", palette(4));

  test.each([
    ["a shade that no pixel has", { ...grey, chunks: [chunk("tRNS", [0, 4])] }],
    ["a colour that no pixel has", { ...colours, chunks: [chunk("tRNS", [0, 2, 0, 1, 0, 8])] }],
    [
      "an entry of the palette that no pixel has",
      { ...indexed, chunks: [plte, chunk("tRNS", [255, 255, 255, 255, 0])] },
    ],
    ["entries that are opaque", { ...indexed, chunks: [plte, chunk("tRNS", [255, 255])] }],
  ])("%s changes nothing", (_what, png) => {
    const plain = { ...png, chunks: png.colorType === 3 ? [plte] : [] };
    expect(decodePng(encode(png), "a.png")).toEqual(decodePng(encode(plain), "a.png"));
  });

  test.each([
    ["a shade", { ...grey, chunks: [chunk("tRNS", [0, 3])] }, "has transparent pixels"],
    ["a colour", { ...colours, chunks: [chunk("tRNS", [0, 2, 0, 1, 0, 7])] }, "has transparent pixels"],
    [
      "an entry of the palette",
      { ...indexed, chunks: [plte, chunk("tRNS", [255, 254])] },
      "has transparent pixels",
    ],
    [
      "half a colour",
      { ...colours, chunks: [chunk("tRNS", [0, 2])] },
      "its transparent colour has the wrong length",
    ],
    [
      "a palette of two and a half colours",
      { ...indexed, chunks: [chunk("PLTE", [1, 2, 3, 4, 5, 6, 7])] },
      "its palette is missing or incomplete",
    ],
    ["no palette", indexed, "its palette is missing or incomplete"],
    [
      "a palette of two colours for indices to 3",
      { ...indexed, chunks: [chunk("PLTE", [1, 2, 3, 4, 5, 6])] },
      "has the colour 2, but the palette has 2 colours",
    ],
  ])("%s of a pixel is refused", (_what, png, message) => {
    expect(() => decodePng(encode(png), "a.png")).toThrow(message);
  });
});
