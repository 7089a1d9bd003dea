import { expect, test } from "vitest";
import { partition } from "./partition.js";

test.each([
  [100, 4, 1000, 2, [52, 48]],
  [784, 4, 100, 2, [132, 128, 132, 132, 128, 132]],
  [1, 16, 1, 4, [1]],
  [0, 16, 1, 4, []],
  [33, 16, 1, 2, [16, 16, 1]],
] as const)(
  "%d numbers become parts at multiples of %d, of at least %d if there are enough, for %d threads",
  (total, unit, minimum, threads, sizes) => {
    const parts = partition(total, { unit, minimum, threads });
    expect(parts.map(([begin, end]) => end - begin)).toEqual(sizes);
    expect(
      parts
        .flat()
        .toSorted((a, b) => a - b)
        .at(-1) ?? 0,
    ).toBe(total);
  },
);
