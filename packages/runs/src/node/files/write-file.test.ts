import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { MemoryFiles } from "../../../tests/memory-files.js";
import { nodeFiles } from "./node-files.js";
import { together, writeOver } from "./write-file.js";

test("together starts all tasks before the first one ends, and returns when all have ended", async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} starts`);
    await Promise.resolve();
    events.push(`${name} ends`);
  };
  await together([work("a"), work("b")]);
  expect(events).toEqual(["a starts", "b starts", "a ends", "b ends"]);
});

test("together throws the first error after all tasks have ended", async () => {
  let ended = false;
  const works = [
    () => Promise.reject(new Error("full")),
    async () => {
      await Promise.resolve();
      ended = true;
    },
    () => Promise.reject(new Error("gone")),
  ];
  await expect(together(works)).rejects.toThrow("full");
  expect(ended).toBe(true);
});

test.each([
  ["no file", undefined],
  ["a shorter file", [9]],
  ["a longer file", [9, 9, 9, 9, 9]],
])("writeOver writes over %s, and the file is still open for a sync", async (_name, before) => {
  const files = new MemoryFiles();
  await files.makeFolder("/run");
  if (before !== undefined) files.appendNow("/run/a", Uint8Array.from(before));
  const points: string[] = [];
  const writing = { files, reached: (point: string) => void points.push(point) };
  const file = await writeOver("/run/a", Uint8Array.of(1, 2, 3), writing);
  await file.sync();
  await file.close();
  expect(await files.read("/run/a")).toEqual(Uint8Array.of(1, 2, 3));
  expect(points).toEqual(["file-opened", "file-written"]);
});

test("writeOver keeps the content of a hard link, and does not follow a symbolic link", async () => {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-files-"));
  const [path, copy] = [join(folder, "a"), join(folder, "b")];
  const write = async (byte: number) => {
    const file = await writeOver(path, Uint8Array.of(byte), { files: nodeFiles, reached: () => {} });
    await file.close();
  };
  try {
    await write(1);
    linkSync(path, copy);
    await write(2);
    expect([...readFileSync(path), ...readFileSync(copy)]).toEqual([2, 1]);
    await write(3);
    expect([...readFileSync(path), ...readFileSync(copy)]).toEqual([3, 1]);
    rmSync(path);
    symlinkSync(copy, path);
    if (process.platform !== "win32") await expect(write(4)).rejects.toThrow("cannot be written: ELOOP");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
