import { z } from "zod";
import { fromJsonNumber } from "../json-number.js";

/** An integer of at least 0. */
export const storedCount = z.int().nonnegative();

/** A number in the form of `toJsonNumber`. */
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

/** The metrics in a run record or a checkpoint. */
export const storedMetrics = z.strictObject({
  final: bySplit(numbers),
  best: z.record(z.string(), z.strictObject({ value: z.number(), step: storedCount })),
  measures: z.array(measure),
  tables: bySplit(z.record(z.string(), table)).exactOptional(),
});
