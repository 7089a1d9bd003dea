import { describe, expect, test } from "vitest";
import { philoxStreams } from "../index.js";
import { portableLog } from "./logarithm.js";

describe("portableLog", () => {
  test.each([
    [1, 0],
    [2, Math.LN2],
    [0.5, -Math.LN2],
    [10, Math.LN10],
    [2 ** -1074, -744.4400719213812],
    [Number.MAX_VALUE, 709.782712893384],
  ])("of %d is %d", (x, y) => {
    expect(portableLog(x)).toBe(y);
  });

  test("differs from Math.log by at most one unit of the last place", () => {
    const rng = philoxStreams(1).stream("log");
    let worst = 0;
    for (let i = 0; i < 200_000; i++) {
      const x = i % 2 === 0 ? rng.uniform() : rng.uniform() * 2 ** (200 * rng.uniform() - 100);
      const expected = Math.log(x);
      worst = Math.max(worst, Math.abs(portableLog(x) - expected) / Math.abs(expected));
    }
    // 2^-52 times the value is one or two units
    expect(worst).toBeLessThanOrEqual(2 ** -52);
  });
});
