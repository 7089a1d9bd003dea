import { schemaAt, schemaKeys } from "@retrograd/plugin";
import { experimentSchema } from "./experiment-schema.js";
import { entry } from "./values.js";

/** Whether the value at a path of an experiment is an entry, such as `train.optimizer`. */
export function isEntryPath(path: readonly string[]): boolean {
  return schemaAt(experimentSchema, path) === entry;
}

/** The keys of the mapping at a path of an experiment. Empty if the value is not a mapping. */
export function keysAt(path: readonly string[]): readonly string[] {
  return schemaKeys(experimentSchema, path);
}
