import { expect, test } from "vitest";
import { memoryDataFiles } from "./memory-data-files.js";

const files = memoryDataFiles({
  "a.csv": Uint8Array.of(1),
  "mnist/b": Uint8Array.of(2),
  b: Uint8Array.of(3),
});

test("a path is read, and a data set's own folder comes before the root", async () => {
  expect(await files.read("a.csv")).toEqual({ path: "a.csv", bytes: Uint8Array.of(1) });
  expect(await files.find("mnist", ["c", "b"])).toEqual({ path: "mnist/b", bytes: Uint8Array.of(2) });
  expect(await files.find("fashion-mnist", ["b"])).toEqual({ path: "b", bytes: Uint8Array.of(3) });
});

test("a folder is what paths begin with; its entries are sorted", async () => {
  const pets = memoryDataFiles({
    "pets/dog/b": Uint8Array.of(1),
    "pets/cat": Uint8Array.of(2),
    "pets/dog/a": Uint8Array.of(3),
  });
  expect(await pets.list("pets")).toEqual([
    { name: "cat", folder: false },
    { name: "dog", folder: true },
  ]);
  expect((await pets.list("pets/dog/")).map(({ name }) => name)).toEqual(["a", "b"]);
  await expect(pets.list("pet")).rejects.toMatchObject({ code: "E_DATA_MISSING" });
});

test("what is not there is an error that names what is", async () => {
  await expect(files.read("toString")).rejects.toMatchObject({ code: "E_DATA_MISSING" });
  await expect(files.find("iris", ["x", "y"])).rejects.toThrow(
    'a file of the data set "iris" (x or y) was not found; in memory: a.csv, mnist/b, b',
  );
});
