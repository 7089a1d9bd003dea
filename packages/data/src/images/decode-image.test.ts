import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { crc32 } from "../compression/crc32.js";
import { decodeImage } from "./decode-image.js";

interface Saved {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: readonly number[];
}
// PNG bit by bit and JPEG by libjpeg-turbo 2.1.5, by fixtures/pictures.py
const fixtures: {
  readonly png: Readonly<Record<string, Saved>>;
  readonly jpeg: Readonly<Record<string, Saved>>;
  readonly refused: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(new URL("../../fixtures/pictures.json", import.meta.url), "utf8"));

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));
const fileOf = (saved: Saved | undefined) => bytesOf(saved?.file ?? "");
const png = fileOf(fixtures.png.colours);
const jpeg = fileOf(fixtures.jpeg.colours);

/** The bytes with others from `at` on. */
function changed(bytes: Uint8Array, offset: number, ...others: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(others, offset);
  return copy;
}

/** A PNG with a header that claims something else, and its CRC made right again. */
function claiming(offset: number, ...others: readonly number[]): Uint8Array {
  const copy = changed(png, offset, ...others);
  new DataView(copy.buffer).setUint32(29, crc32(copy.subarray(12, 29)));
  return copy;
}

describe("PNG", () => {
  test.each(Object.entries(fixtures.png))("%s", async (_kind, { file, pixels, ...size }) => {
    const picture = await decodeImage(bytesOf(file), "a.png");
    expect({ ...picture, pixels: [...picture.pixels] }).toEqual({ ...size, pixels });
  });

  test.each(Object.entries(fixtures.refused))("%s is refused", async (what, file) => {
    const message = what.startsWith("an index") ? "a pixel has the colour" : "has transparent pixels";
    await expect(decodeImage(bytesOf(file), "a.png")).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ["another format", new TextEncoder().encode("GIF89a"), "a.png: must be a PNG or JPEG image"],
    ["nothing", new Uint8Array(0), "must be a PNG or JPEG image"],
    ["a file cut off", png.subarray(0, -1), "is truncated"],
    ["a flipped bit", changed(png, 60, (png[60] ?? 0) ^ 1), "the CRC of its chunk"],
    [
      "65,536 x 65,536 pixels",
      claiming(16, 0, 1, 0, 0, 0, 1, 0, 0),
      "must have at most 67108864 pixels, got 65536 x 65536",
    ],
    [
      "more pixels than its data can hold",
      claiming(16, 0, 0, 32, 0, 0, 0, 32, 0),
      "cannot hold 8192 x 8192 pixels",
    ],
    ["a row more", claiming(23, 10), "its pixels inflate to 306 bytes, but its size needs 340"],
    ["a row less", claiming(23, 8), "its pixels inflate to more than the 272 bytes"],
    ["no pixels", claiming(23, 0), "holds nothing: it is 11 x 0 pixels"],
    ["16 bits", claiming(24, 16), "must have at most 8 bits per sample, got 16"],
    ["an unknown kind", claiming(25, 5), "an unknown picture type"],
  ])("%s is refused", async (_what, bytes, message) => {
    await expect(decodeImage(bytes, "a.png")).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });
});

describe("JPEG", () => {
  test.each(Object.entries(fixtures.jpeg))("%s", async (_kind, { file, pixels, ...size }) => {
    const picture = await decodeImage(bytesOf(file), "a.jpg");
    expect(picture).toMatchObject(size);
    // decoders round differently
    const off = Math.max(...pixels.map((pixel, index) => Math.abs(pixel - (picture.pixels[index] ?? 1000))));
    expect(off).toBeLessThanOrEqual(3);
  });

  const frame = jpeg.findIndex((byte, index) => byte === 0xff && jpeg[index + 1] === 0xc0);
  test.each([
    ["a file cut off", jpeg.subarray(0, -2), "is truncated: its end is missing"],
    ["a segment cut off", jpeg.subarray(0, 30), "is truncated"],
    [
      "65,500 x 65,500 pixels",
      changed(jpeg, frame + 5, 0xff, 0xdc, 0xff, 0xdc),
      "must have at most 67108864 pixels",
    ],
    [
      "more pixels than its data can hold",
      changed(jpeg, frame + 5, 0x1f, 0, 0x1f, 0),
      "cannot hold 7936 x 7936 pixels",
    ],
    ["12 bits", changed(jpeg, frame + 4, 12), "must have 8 bits a sample, got 12"],
    ["four components", changed(jpeg, frame + 9, 4), "got 4: is it CMYK?"],
    ["a lossless one", changed(jpeg, frame + 1, 0xc3), "must be a baseline or progressive JPEG"],
    [
      "no pixels",
      Uint8Array.from([...jpeg.subarray(0, frame + 19), 0xff, 0xd9]),
      "is damaged: it has no pixels",
    ],
    ["no header", changed(jpeg, frame + 1, 0xe9), "has no header"],
  ])("%s is refused", async (_what, bytes, message) => {
    await expect(decodeImage(bytes, "a.jpg")).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });
});
