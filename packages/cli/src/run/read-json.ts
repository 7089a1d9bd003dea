import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { readRunFile, runFiles } from "@retrograd/trainer/node";

/** A mapping of a JSON file that has not been checked yet. */
export type Json = Readonly<Record<string, unknown>>;

/** One of a run's JSON files, checked by `is`.
 *  @throws RetrogradError E_RUN when it is missing, no JSON, or not what it should be */
export function readJson<T>(
  run: string,
  file: "record" | "resolved",
  is: (value: Json) => value is Json & T,
): T {
  const path = join(run, runFiles[file]);
  const text = new TextDecoder().decode(readRunFile(run, file));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RetrogradError("E_RUN", `${path} is damaged: it is no JSON`, { cause: error });
  }
  if (isMapping(value) && is(value)) return value;
  throw new RetrogradError("E_RUN", `${path} is not what this version of Retrograd writes (schema 1)`);
}

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of texts. */
export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
