import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type ReadAhead, readAhead } from "./read-ahead.js";

const path = join(tmpdir(), `read-ahead-${process.pid}`);
// 100 rows of 2 numbers: row i holds i, -i
writeFileSync(
  path,
  Float64Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? index / 2 : -(index - 1) / 2)),
);
afterAll(() => rmSync(path));

let fd: number;
let ahead: ReadAhead;
beforeEach(() => {
  fd = openSync(path, "r");
  ahead = readAhead(fd, 2);
});
afterEach(() => {
  ahead.end();
  closeSync(fd);
});

test("what was begun is there once, in its order", () => {
  ahead.start([7, 3, 3]);
  expect(ahead.take([3, 7, 3])).toBeUndefined();
  expect(ahead.take([7, 3])).toBeUndefined();
  expect([...(ahead.take([7, 3, 3]) ?? [])]).toEqual([7, -7, 3, -3, 3, -3]);
  expect(ahead.take([7, 3, 3])).toBeUndefined();
});

test("a training and its evaluations may be under way at once; of more the oldest are forgotten", () => {
  for (const index of [1, 2, 3, 4, 5]) ahead.start([index]);
  expect(ahead.take([1])).toBeUndefined();
  for (const index of [5, 2, 4, 3]) expect([...(ahead.take([index]) ?? [])]).toEqual([index, -index]);
});

test("rows that cannot be read are left to who waits for them", () => {
  ahead.start([100]);
  ahead.start([99]);
  expect(ahead.take([100])).toBeUndefined();
  expect([...(ahead.take([99]) ?? [])]).toEqual([99, -99]);
});
