import type { Rows } from "@retrograd/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inOneRow } from "./in-one-row.js";

/** The numbers of an input, 100 k + row, in blocks of these numbers of rows. */
async function* blocksOf(k: number, size: number, blocks: readonly number[]): AsyncGenerator<Rows> {
  let row = 0;
  for (const rows of blocks) {
    const first = row;
    row += rows;
    yield {
      shape: [size],
      values: Float64Array.from({ length: rows * size }, (_, i) => 100 * k + first + Math.floor(i / size)),
    };
  }
}

async function collect(inputs: readonly { size: number; blocks: readonly number[] }[]): Promise<number[]> {
  const readers = inputs.map(({ size, blocks }, k) => ({
    name: `i${k}`,
    size,
    rows: blocksOf(k, size, blocks),
  }));
  const width = inputs.reduce((sum, { size }) => sum + size, 0);
  const numbers: number[] = [];
  for await (const { values } of inOneRow(readers, width)) numbers.push(...values);
  return numbers;
}

test("each row has the numbers of every input, however the inputs are cut into blocks", async () => {
  const cut = (rows: number) =>
    fc.array(fc.integer({ min: 1, max: rows }), { minLength: 1, maxLength: 4 }).map((blocks) => {
      const fitting: number[] = [];
      let left = rows;
      for (const block of [...blocks, rows]) {
        const length = Math.min(block, left);
        if (length > 0) fitting.push(length);
        left -= length;
      }
      return fitting;
    });
  const inputs = fc.integer({ min: 1, max: 12 }).chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.array(fc.record({ size: fc.integer({ min: 1, max: 3 }), blocks: cut(rows) }), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(inputs, async ([rows, parts]) => {
      const expected = Array.from({ length: rows }, (_, row) =>
        parts.flatMap(({ size }, k) => Array.from({ length: size }, () => 100 * k + row)),
      );
      expect(await collect(parts)).toEqual(expected.flat());
    }),
    { numRuns: 100 },
  );
});

test("an input with fewer rows is named", async () => {
  const message = "i1: must hold as many inputs as i0, but has fewer";
  await expect(
    collect([
      { size: 1, blocks: [3, 2] },
      { size: 2, blocks: [4] },
    ]),
  ).rejects.toMatchObject({ code: "E_DATA_FORMAT", message });
});
