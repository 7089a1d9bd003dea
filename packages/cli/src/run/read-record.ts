import type { MetricTables, RunMetrics, RunRecord } from "@retrograd/trainer";
import { isMapping, isStrings, type Json, readJson } from "./read-json.js";

/** run.json of a run's folder.
 *  @throws RetrogradError E_RUN when the folder is no run or the file not what it should be */
export function readRecord(run: string): RunRecord {
  const record = readJson(run, "record", isRecord);
  return { ...record, metrics: withNumbers(record.metrics) };
}

/** What was measured, with the numbers that JSON has no words for. */
function withNumbers({ final, tables, best, measures = [] }: RunMetrics): RunMetrics {
  return {
    final: mapValues(final, ({ loss, ...numbers }) => ({
      loss: Number(loss),
      ...mapValues(numbers, Number),
    })),
    best,
    measures,
    ...(tables && { tables: mapValues(tables, (split) => mapValues(split, withPlainNumbers)) }),
  };
}

function withPlainNumbers({ perClass, matrix }: MetricTables[string]): MetricTables[string] {
  return { ...(perClass && { perClass: perClass.map(Number) }), ...(matrix && { matrix }) };
}

function mapValues<T, U>(
  of: Readonly<Partial<Record<string, T>>>,
  change: (value: T) => U,
): Readonly<Record<string, U>> {
  const entries = Object.entries(of).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, change(value)] as const],
  );
  return Object.fromEntries(entries);
}

function isRecord(value: Json): value is Json & RunRecord {
  const { schema, name, status, data, metrics, engine } = value;
  const texts = [name, status, value.dtype, value.rng, value.startedAt, value.platform];
  return (
    schema === 1 &&
    texts.every((text) => typeof text === "string") &&
    typeof value.steps === "number" &&
    typeof value.seed === "number" &&
    isMapping(engine) &&
    isMapping(metrics) &&
    isMapping(metrics.final) &&
    Object.values(metrics.final).every(isMapping) &&
    (metrics.measures === undefined || Array.isArray(metrics.measures)) &&
    isMapping(metrics.best) &&
    isMapping(data) &&
    isData(data) &&
    (value.model === undefined || (isMapping(value.model) && typeof value.model.sha256 === "string"))
  );
}

function isData({ name, samples, targetNames, inputNames, scaling, files }: Json): boolean {
  return (
    typeof name === "string" &&
    isMapping(samples) &&
    isStrings(targetNames) &&
    (inputNames === undefined || isStrings(inputNames)) &&
    isMapping(scaling) &&
    typeof scaling.kind === "string" &&
    isNumbers(scaling.offset) &&
    isNumbers(scaling.divisor) &&
    Array.isArray(files) &&
    files.every((file) => isMapping(file) && typeof file.name === "string" && typeof file.sha256 === "string")
  );
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}
