import { RetrogradError } from "@retrograd/core";
import type { StatisticsRow, UnitsRow } from "@retrograd/trainer";
import { isMapping } from "../run/read-json.js";
import { recordedLines } from "../run/recorded-lines.js";

/** What a run has kept of its layers. */
export interface RunStatistics {
  /** In order of time. */
  readonly parameters: readonly StatisticsRow[];
  readonly units: readonly UnitsRow[];
}

/** The statistics in metrics.jsonl of a run; empty where it keeps none, or a crash came before its first row.
 *  @throws RetrogradError E_RUN naming the line that is no row */
export function readStatistics(run: string): RunStatistics {
  const rows = recordedLines(run, { whole: true }).flatMap((line, index) =>
    line === "" ? [] : [rowOf(line, `${run}/metrics.jsonl:${index + 1}`)],
  );
  return { parameters: rows.filter(isStatistics), units: rows.filter(isUnits) };
}

function rowOf(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new RetrogradError("E_RUN", `${place} is damaged: it is no JSON`, { cause: error });
  }
}

function isStatistics(row: unknown): row is StatisticsRow {
  if (!isMapping(row) || row.type !== "statistics") return false;
  const { step, tensor, size } = row;
  return typeof step === "number" && typeof tensor === "string" && typeof size === "number";
}

function isUnits(row: unknown): row is UnitsRow {
  if (!isMapping(row) || row.type !== "units") return false;
  const { step, layer, units, kind, inactive } = row;
  const words = [layer, kind].every((text) => typeof text === "string");
  return words && [step, units, inactive].every((number) => typeof number === "number");
}
