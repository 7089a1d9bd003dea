import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { fileRowStore } from "./file-row-store.js";

const width = 3;

/** A store of so many rows: row i holds 10 i, 10 i + 1, 10 i + 2. */
function filled(rows: number) {
  const store = fileRowStore(width, "the rows of d.csv");
  const values = Float64Array.from(
    { length: rows * width },
    (_, index) => 10 * Math.floor(index / width) + (index % width),
  );
  // in pieces of two sizes, the way a reader comes to them
  store.append(values.subarray(0, width));
  store.append(values.subarray(width));
  return store;
}

const row = (index: number) => [10 * index, 10 * index + 1, 10 * index + 2];

afterEach(() => {
  vi.unstubAllEnvs();
});

test("rows are read in any order, as often as they are asked for", () => {
  const store = filled(50);
  for (const indices of [[7], [49, 0, 7, 7], [3, 4, 5, 6, 20, 21, 1], []]) {
    expect([...store.read(indices)]).toEqual(indices.flatMap(row));
  }
});

test("rows that are read ahead are the same, several orders at once", () => {
  const store = filled(1000);
  const orders = [[5, 4, 3], [999, 0], [5, 4, 3, 2], Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000)];
  for (const order of orders) store.prefetch?.(order);
  for (const order of orders.toReversed()) expect([...store.read(order)]).toEqual(order.flatMap(row));
  // each is taken once; the memory is used again
  for (let round = 0; round < 20; round++) {
    const order = [round, 2 * round, 999 - round];
    store.prefetch?.(order);
    expect([...store.read([1, 2])]).toEqual([1, 2].flatMap(row));
    expect([...store.read(order)]).toEqual(order.flatMap(row));
  }
});

test("rows that were read ahead for nothing do no harm", () => {
  const store = filled(20);
  for (let index = 0; index < 10; index++) store.prefetch?.([index]);
  for (let index = 0; index < 10; index++) expect([...store.read([index])]).toEqual(row(index));
});

test("the file has no name, so nothing is left behind", () => {
  const folder = mkdtempSync(join(tmpdir(), "row-store-"));
  vi.stubEnv("TMPDIR", folder);
  const store = filled(5);
  expect(readdirSync(folder)).toEqual([]);
  expect([...store.read([4])]).toEqual(row(4));
  rmSync(folder, { recursive: true });
});

test("a row that is not there is an error, read ahead or not", () => {
  const store = filled(5);
  store.prefetch?.([5]);
  for (let time = 0; time < 2; time++) {
    expect(() => store.read([5])).toThrow("the rows of d.csv cannot be stored");
  }
});

test("a folder that is not there is named, and how to name another", () => {
  vi.stubEnv("TMPDIR", join(tmpdir(), "no-such-folder"));
  expect(() => fileRowStore(width, "the rows of d.csv")).toThrow(
    expect.objectContaining({
      code: "E_FILE",
      message: expect.stringMatching(
        /d\.csv cannot be stored in .*no-such-folder: ENOENT.*TMPDIR.*"stream: false"/s,
      ),
    }),
  );
});
