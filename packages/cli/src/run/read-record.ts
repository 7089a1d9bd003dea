import type { RunRecord } from "@retrograd/trainer";
import { isMapping, isStrings, type Json, readJson } from "./read-json.js";

/** run.json of a run's folder.
 *  @throws RetrogradError E_RUN when the folder is no run or the file not what it should be */
export function readRecord(run: string): RunRecord {
  return readJson(run, "record", isRecord);
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
    isMapping(metrics.best) &&
    isMapping(data) &&
    isData(data)
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
