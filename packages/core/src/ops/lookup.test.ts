import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  createPortableEngine,
  type Engine,
  gatherRows,
  multiply,
  referenceEngine,
  scatterAddRows,
  sum,
  tensor,
} from "../index.js";

const tables = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 40 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      ids: fc.array(fc.nat(rows - 1), { minLength: 0, maxLength: 20 }),
    }),
  );

describe.each(cases)("rows of a table on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const table = tensor([1, 2, 3, 4, 5, 6], [3, 2], on);

  test("gatherRows reads them in the shape of the ids", () => {
    const y = gatherRows(table, tensor([2, 0, 2, 1], [2, 2], on));
    expect(y.shape).toEqual([2, 2, 2]);
    expect(Array.from(y.data)).toEqual([5, 6, 1, 2, 5, 6, 3, 4]);
  });

  test("scatterAddRows sums the rows of equal ids; other rows are 0", () => {
    const dy = tensor([1, 10, 2, 20, 4, 40], [3, 2], on);
    const y = scatterAddRows(dy, tensor([2, 0, 2], [3], on), 3);
    expect(Array.from(y.data)).toEqual([2, 20, 0, 0, 5, 50]);
  });

  test("one is the adjoint of the other", () => {
    fc.assert(
      fc.property(tables, ({ rows, columns, ids }) => {
        const whole = (n: number, name: string) => numbers(n, name).map(Math.round);
        const w = tensor(whole(rows * columns, "w"), [rows, columns], on);
        const dy = tensor(whole(ids.length * columns, "dy"), [ids.length, columns], on);
        const at = tensor(ids, [ids.length], on);
        expect(sum(multiply(gatherRows(w, at), dy))).toBe(sum(multiply(w, scatterAddRows(dy, at, rows))));
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  test("refuses ids outside the rows, and names the id", () => {
    for (const [id, text] of [
      [3, "3"],
      [-1, "-1"],
      [0.5, "0.5"],
      [Number.NaN, "NaN"],
    ] as const) {
      expect(refusal(() => gatherRows(table, tensor([0, id], [2], on)))).toEqual({
        code: "E_SHAPE",
        message: `gatherRows: ids[1] must be a whole number from 0 to 2, got ${text}`,
      });
    }
    expect(refusal(() => scatterAddRows(table, tensor([0, 1], [2], on), 3))).toEqual({
      code: "E_SHAPE",
      message: "scatterAddRows: ids [2] need dy [2, columns], got [3, 2]",
    });
  });
});

test.each(["f32", "f64"] as const)("portable gives the bits of the reference in %s", (dtype) => {
  const portable = createPortableEngine();
  fc.assert(
    fc.property(tables, ({ rows, columns, ids }) => {
      const results = (engine: Engine) => {
        const on = { engine, dtype };
        const w = tensor(numbers(rows * columns, "w"), [rows, columns], on);
        const dy = tensor(numbers(ids.length * columns, "dy"), [ids.length, columns], on);
        const at = tensor(ids, [ids.length], on);
        return [gatherRows(w, at), scatterAddRows(dy, at, rows)].map((y) => Array.from(y.data));
      };
      expect(results(portable)).toEqual(results(referenceEngine));
    }),
    { seed: 10, numRuns: 200 },
  );
});
