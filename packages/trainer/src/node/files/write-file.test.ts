import { expect, test } from "vitest";
import { MemoryFiles } from "../../../tests/memory-files.js";
import { together, writeNewFile } from "./write-file.js";

test("works that run together all begin before the first has ended, and all have ended on return", async () => {
  const told: string[] = [];
  const work = (name: string) => async () => {
    told.push(`${name} begins`);
    await Promise.resolve();
    told.push(`${name} ends`);
  };
  await together([work("a"), work("b")]);
  expect(told).toEqual(["a begins", "b begins", "a ends", "b ends"]);
});

test("what the first of them threw that failed comes once the others have ended", async () => {
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

test("a new file holds its bytes and is still open to be synced", async () => {
  const files = new MemoryFiles();
  await files.makeFolder("/run");
  const points: string[] = [];
  const writing = { files, reached: (point: string) => void points.push(point) };
  const file = await writeNewFile("/run/a", Uint8Array.of(1, 2, 3), writing);
  await file.sync();
  await file.close();
  expect(await files.read("/run/a")).toEqual(Uint8Array.of(1, 2, 3));
  expect(points).toEqual(["file-created", "file-written"]);
});
