import { z } from "zod";
import { count, entry } from "./values.js";
import { scales } from "./words.js";

const fraction = "must be a number between 0 and 1";

/** The section `data`. */
export const dataSection = z.strictObject({
  dataset: entry.describe("A registered data set, or a reader with its options."),
  scale: z.enum(scales).default("none").describe("How inputs are scaled."),
  test: z
    .number(fraction)
    .gt(0, fraction)
    .lt(1, fraction)
    .default(0.2)
    .describe("Fraction of the samples to test with, where the data has no split of its own."),
  limit: count.exactOptional().describe("Most samples to keep of each split."),
  path: z
    .string("must be a path in text")
    .min(1, "must be a path, not empty text")
    .exactOptional()
    .describe("Folder to look for the data in."),
});
