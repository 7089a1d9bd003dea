import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numpyRandomState, philoxStreams, type Rng } from "../index.js";

const sources: readonly { readonly name: string; readonly make: () => Rng }[] = [
  { name: "philoxStreams", make: () => philoxStreams(2024).stream("test") },
  { name: "numpyRandomState", make: () => numpyRandomState(2024) },
];

// Bounds are five standard deviations or more; the seeds are fixed, so the results are too.
describe.each(sources)("distributions of $name", ({ make }) => {
  test("uniform numbers fill [0, 1)", () => {
    const rng = make();
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      tenths[Math.floor(10 * u)]++;
    }
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test.each([0, 1, 255, 256, 257, 8192, 20_001])(
    "fill draws the numbers of %d calls of uniform, wherever the stream stands",
    (count) => {
      for (const before of [0, 1, 2, 3, 700]) {
        const [bulk, single] = [make(), make()];
        for (const rng of [bulk, single]) rng.integers(2, before);
        const [got, rounded] = [new Float64Array(count), new Float32Array(count)];
        bulk.fill(got);
        expect(got).toEqual(Float64Array.from(got, () => single.uniform()));
        bulk.fill(rounded);
        expect(rounded).toEqual(Float32Array.from(rounded, () => single.uniform()));
        expect([bulk.uniform(), bulk.normal()]).toEqual([single.uniform(), single.normal()]);
      }
    },
  );

  test("many whole numbers and permutations are those of single draws, wherever the stream stands", () => {
    const cases = fc.record({
      before: fc.integer({ min: 0, max: 5 }),
      n: fc.integer({ min: 1, max: 70_000 }),
      size: fc.oneof(fc.nat(70), fc.integer({ min: 500, max: 2000 })),
    });
    fc.assert(
      fc.property(cases, ({ before, n, size }) => {
        const [bulk, single] = [make(), make()];
        for (const rng of [bulk, single]) rng.integers(2, before);
        const one = (limit: number) => single.integers(limit, 1)[0] ?? 0;
        expect(bulk.integers(n, size)).toEqual(Int32Array.from({ length: size }, () => one(n)));
        const order = Int32Array.from({ length: size }, (_, i) => i);
        for (let i = size - 1; i > 0; i--) {
          const j = one(i + 1);
          [order[i], order[j]] = [order[j], order[i]];
        }
        expect(bulk.permutation(size)).toEqual(order);
        expect(bulk.uniform()).toBe(single.uniform());
      }),
      { numRuns: 40 },
    );
  });

  test("normal numbers have mean 0, variance 1, no skew, and 68.27% of them within 1", () => {
    const rng = make();
    const values = Array.from({ length: 20_000 }, () => rng.normal());
    const mean = (f: (v: number) => number) => values.reduce((total, v) => total + f(v), 0) / values.length;
    expect(Math.abs(mean((v) => v))).toBeLessThan(0.04);
    expect(Math.abs(mean((v) => v * v) - 1)).toBeLessThan(0.06);
    expect(Math.abs(mean((v) => v ** 3))).toBeLessThan(0.15);
    expect(Math.abs(mean((v) => (Math.abs(v) < 1 ? 1 : 0)) - 0.6827)).toBeLessThan(0.02);
  });

  test("successive normal numbers are not correlated", () => {
    const rng = make();
    let total = 0;
    for (let i = 0; i < 10_000; i++) total += rng.normal() * rng.normal();
    expect(Math.abs(total / 10_000)).toBeLessThan(0.05);
  });

  test.each([1, 2, 3, 10])("whole numbers below %d are equally frequent", (n) => {
    const counts = new Array<number>(n).fill(0);
    for (const value of make().integers(n, 1000 * n)) counts[value]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  test("whole numbers below 2^31 stay in range and reach its upper half", () => {
    const values = make().integers(2 ** 31, 100);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeGreaterThan(2 ** 30);
  });

  test("a size of 0 gives no whole numbers", () => {
    expect(make().integers(5, 0)).toEqual(new Int32Array(0));
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 31 + 1])("refuses whole numbers below %d", (n) => {
    expect(refusal(() => make().integers(n, 1))).toEqual({
      code: "E_OPTION",
      message: `integers: n must be a whole number from 1 to 2^31, got ${n}`,
    });
  });

  test("the 6 orders of 3 are equally frequent", () => {
    const rng = make();
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = rng.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  test.each([0, 1, 2, 257])("a permutation of %d holds every number once", (n) => {
    expect([...make().permutation(n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });
});
