import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { memoryFile } from "../new-inputs/input-file.js";
import { readZip, type ZipEntry } from "./read-zip.js";

const text = new TextEncoder().encode("a text, a text, a text, a text");
// fflate 0.8 as the other implementation
const archive = zipSync({ "a.txt": text, "b/c.txt": [text, { level: 0 }] });
const open = (bytes: Uint8Array) => readZip(memoryFile(bytes, "a.zip"));

/** The content of each entry, read at once; the pieces must be the same, or fail as it does. */
async function content(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const entry of await open(bytes)) {
    const [whole, pieces] = await Promise.allSettled([entry.read(), joinedPieces(entry)]);
    expect(pieces.status).toBe(whole.status);
    if (whole.status === "rejected") throw whole.reason;
    expect(pieces).toEqual(whole);
    contents.push(whole.value);
  }
  return contents;
}

async function joinedPieces(entry: ZipEntry): Promise<Uint8Array> {
  const bytes: number[] = [];
  for await (const piece of entry.pieces()) bytes.push(...piece);
  return Uint8Array.from(bytes);
}

/** The archive with bytes changed, from `at` on; below 0 counts from the end. */
function changed(offset: number, ...bytes: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(archive);
  copy.set(bytes, offset < 0 ? copy.length + offset : offset);
  return copy;
}

test("reads stored and deflated entries", async () => {
  expect((await open(archive)).map(({ name, size }) => [name, size])).toEqual([
    ["a.txt", 30],
    ["b/c.txt", 30],
  ]);
  expect(await content(archive)).toEqual([text, text]);
});

test("a comment at the end changes nothing", async () => {
  const commented = Uint8Array.from([...changed(-2, 3, 0), 1, 2, 3]);
  expect(await content(commented)).toEqual([text, text]);
});

describe("refuses", () => {
  test.each([
    ["nothing", new Uint8Array(0), "a.zip: is truncated, or not a zip archive"],
    ["a truncated archive", archive.subarray(0, -1), "is truncated, or not a zip archive"],
    [
      "an archive with bytes before it",
      Uint8Array.from([0, ...archive]),
      "its directory is not where its end record says",
    ],
    ["a part of an archive in several", changed(-18, 1, 0), "must be a zip archive in a single file"],
    ["more entries than there are", changed(-14, 3, 0, 3, 0), "its directory must have 3 entries, got 2"],
    ["fewer entries than there are", changed(-14, 1, 0, 1, 0), "its directory has more than 1 entries"],
    ["a damaged entry", changed(37, archive[37] ^ 1), "a.zip (a.txt): "],
  ])("%s", async (_what, bytes, message) => {
    await expect(content(bytes)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  // every byte counts but times, versions and attributes
  test("nothing silently: with any bit flipped, an archive has the same content or is refused", async () => {
    const wrong: string[] = [];
    for (let bit = 0; bit < 8 * archive.length; bit++) {
      const flipped = changed(bit >> 3, archive[bit >> 3] ^ (1 << (bit & 7)));
      try {
        const names = (await open(flipped)).map(({ name }) => name);
        // names carry no CRC: they must be those of both the directory and the entry, so one bit is not enough
        expect(names).toEqual(["a.txt", "b/c.txt"]);
        expect(await content(flipped)).toEqual([text, text]);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "E_DATA_FORMAT"))
          wrong.push(`${bit}: ${error}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
