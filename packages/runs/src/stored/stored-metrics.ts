import { z } from "zod";
import { fromJsonNumber } from "../json-number.js";

/** A whole number from 0. */
export const storedCount = z.int().nonnegative();

/** A number as `toJsonNumber` writes it. */
export const storedNumber = z.union(
  [
    z.number(),
    z.enum(["NaN", "Infinity", "-Infinity"], { error: "must be a number" }).transform(fromJsonNumber),
  ],
  { error: "must be a number" },
);

const numbers = z.object({ loss: storedNumber }).catchall(storedNumber);

const table = z.strictObject({
  perClass: z.array(storedNumber).exactOptional(),
  matrix: z.array(z.array(storedNumber)).exactOptional(),
});

const measure = z.strictObject({
  name: z.string(),
  better: z.enum(["higher", "lower"]),
  unit: z.literal("fraction").exactOptional(),
});

const bySplit = <T extends z.core.SomeType>(of: T) =>
  z.strictObject({ train: z.exactOptional(of), validation: z.exactOptional(of), test: z.exactOptional(of) });

/** What a run has measured, as records and checkpoints hold it. */
export const storedMetrics = z.strictObject({
  final: bySplit(numbers),
  best: z.record(z.string(), z.strictObject({ value: z.number(), step: storedCount })),
  measures: z.array(measure),
  tables: bySplit(z.record(z.string(), table)).exactOptional(),
});
