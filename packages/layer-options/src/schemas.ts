import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

/** No options at all. */
export const noOptions = z.strictObject({});

const wholeNumber = "must be a positive whole number";

/** A count such as a number of units. */
export const positiveInteger = z.int(wholeNumber).positive(wholeNumber);

const notNegative = "must be a number >= 0";

/** A standard deviation or another number that may be 0. */
export const nonNegative = z.number(notNegative).nonnegative(notNegative);

/** The name of something registered, alone or with its options; what it names is checked against the registry. */
export const entry = z.custom<Entry>(
  (value) =>
    typeof value === "string" || (typeof value === "object" && value !== null && !Array.isArray(value)),
  "must be a name, or a name with its options",
);

const betweenZeroAndOne = "must be a number >= 0 and < 1";

/** The share of something that is dropped, such as the rate of Dropout. */
export const probability = z
  .number(betweenZeroAndOne)
  .nonnegative(betweenZeroAndOne)
  .lt(1, betweenZeroAndOne);

/** One size for each of `count` axes: a number that serves all of them, or a list. */
export function sizes(count: number, size: z.ZodType<number> = positiveInteger) {
  return z.union([size, z.array(size).length(count)], {
    error: `must be a whole number, or a list of ${count} whole numbers`,
  });
}
