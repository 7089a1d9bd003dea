import { z } from "zod";
import { count, entry } from "./values.js";
import { scales } from "./words.js";

const fraction = "must be a number between 0 and 1";
const fractionOrFold = "must be a fraction between 0 and 1, or a fold such as { fold: 1, of: 5 }";
const folds = "must be a whole number from 2";
const foldRange = 'must be a whole number from 1 to "of"';

/** One of several parts of the samples that are not for the test. */
const fold = z
  .strictObject({
    fold: count.describe("Which of them is held out, from 1."),
    of: z.int(folds).min(2, folds).describe("Number of folds."),
  })
  .refine((one) => one.fold <= one.of, { path: ["fold"], error: foldRange });

/** The section `data`. */
export const dataSection = z.strictObject({
  dataset: entry.describe("A registered data set, or a reader with its options."),
  scale: z.enum(scales).default("none").describe("How inputs are scaled."),
  test: z
    .number(fraction)
    .gte(0, fraction)
    .lt(1, fraction)
    .default(0.2)
    .describe(
      "Fraction of the samples to test with, where the data has no split of its own; 0 for no test split.",
    ),
  validation: z
    .union([z.number(fractionOrFold).gt(0, fractionOrFold).lt(1, fractionOrFold), fold], fractionOrFold)
    .exactOptional()
    .describe("Samples to choose by: a fraction of them, or one fold; left out: none."),
  stratify: z
    .boolean("must be true or false")
    .exactOptional()
    .describe("Whether each class has its share of every split that is made."),
  limit: count.exactOptional().describe("Most samples to keep of each split."),
  path: z
    .string("must be a path in text")
    .min(1, "must be a path, not empty text")
    .exactOptional()
    .describe("Folder to look for the data in."),
});
