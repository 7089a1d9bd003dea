import { z } from "zod";
import { count, entry, mapping } from "./values.js";
import { scales } from "./words.js";

const fraction = "must be a number between 0 and 1";
const fractionOrFold = "must be a fraction between 0 and 1, or a fold such as { fold: 1, of: 5 }";
const folds = "must be a whole number from 2";
const foldRange = 'must be a whole number from 1 to "of"';

/** One of several equal parts of the samples outside the test split. */
const fold = mapping({
  /** The fold to hold out, counted from 1. */
  fold: count,
  /** Number of folds. */
  of: z.int(folds).min(2, folds),
}).refine((one) => one.fold <= one.of, { path: ["fold"], error: foldRange });

/** The section `data`. */
export const dataSection = mapping({
  /** A registered data set, or a reader with its options. */
  dataset: entry,
  /** How to scale inputs. */
  scale: z.enum(scales).default("none"),
  /** Fraction of the samples for the test split, if the data has no test split. 0: no test split. */
  test: z.number(fraction).gte(0, fraction).lt(1, fraction).default(0.2),
  /** Samples for the validation split: a fraction or one fold. Default: none. */
  validation: z
    .union([z.number(fractionOrFold).gt(0, fractionOrFold).lt(1, fractionOrFold), fold], fractionOrFold)
    .exactOptional(),
  /** Whether each class has its share of every split. Default: false. */
  stratify: z.boolean("must be true or false").exactOptional(),
  /** Maximum number of samples of each split. */
  limit: count.exactOptional(),
  /** Folder that contains the data. */
  path: z.string("must be a path as text").min(1, "must be a path, not empty text").exactOptional(),
});
