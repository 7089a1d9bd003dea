import type { Split } from "@retrograd/plugin";
import type { SplitNumbers } from "@retrograd/trainer";
import { z } from "zod";
import type { StatisticsRow, UnitsRow } from "../metric-rows.js";
import { readStored } from "./read-stored.js";
import { storedCount, storedNumber } from "./stored-metrics.js";

/** A parsed line of metrics.jsonl. */
export type StoredRow =
  | { readonly type: "step"; readonly step: number; readonly loss: number }
  | ({ readonly type: "eval"; readonly step: number; readonly split: Split } & {
      readonly numbers: SplitNumbers;
    })
  | StatisticsRow
  | UnitsRow;

const step = z.object({
  type: z.literal("step"),
  step: storedCount,
  epoch: z.number(),
  loss: storedNumber,
  lr: z.number(),
});

const evaluation = z
  .object({
    type: z.literal("eval"),
    step: storedCount,
    split: z.enum(["train", "validation", "test"]),
    loss: storedNumber,
  })
  .catchall(storedNumber)
  .transform(({ type, step: evaluatedStep, split, loss, ...others }) => ({
    type,
    step: evaluatedStep,
    split,
    numbers: { loss, ...others } as SplitNumbers,
  }));

const statistics = z.object({
  type: z.literal("statistics"),
  step: storedCount,
  tensor: z.string(),
  size: storedCount,
  // not converted: programs that display the row can print "NaN" and "Infinity"
  ...Object.fromEntries(
    ["norm", "meanAbs", "min", "max", "gradientNorm"].map((name) => [name, jsonNumber()]),
  ),
  zeros: z.number(),
  updateRatio: jsonNumber().exactOptional(),
});

const units = z.object({
  type: z.literal("units"),
  step: storedCount,
  layer: z.string(),
  units: storedCount,
  kind: z.string(),
  inactive: storedCount,
});

function jsonNumber() {
  return z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])], { error: "must be a number" });
}

const rowSchemas = { step, eval: evaluation, statistics, units };

const typeSchema = z.looseObject({ type: z.enum(["step", "eval", "statistics", "units"]) });

/** Reads a line of metrics.jsonl and checks it. `source`: the file and the line, for errors.
 *  @throws RetrogradError E_RUN with the line, the path of the wrong value, what was expected and the value */
export function readMetricRow(line: string, source: string): StoredRow {
  const { type } = readStored<{ type: keyof typeof rowSchemas }>(typeSchema, line, source);
  return readStored<StoredRow>(rowSchemas[type] as z.ZodType<StoredRow>, line, source);
}
