import type { RecordedPlugin } from "../plugins/changed-plugins.js";
import { isMapping, isStrings, type Json, readJson } from "./read-json.js";

/** resolved.json: the experiment with every default and override, and what it was opened with. */
export interface RunSettings {
  readonly experiment: unknown;
  /** The overrides that made it differ from experiment.yaml. */
  readonly set: readonly string[];
  readonly plugins: readonly RecordedPlugin[];
  /** Folder that the experiment's paths are relative to, itself relative to the run's folder. */
  readonly directory: string;
}

/** The settings in a run's folder.
 *  @throws RetrogradError E_RUN when the file is missing or not what it should be */
export function readSettings(run: string): RunSettings {
  return readJson(run, "resolved", isSettings);
}

function isSettings(value: Json): value is Json & RunSettings {
  const { experiment, set, plugins, directory } = value;
  return (
    typeof experiment === "object" &&
    isStrings(set) &&
    Array.isArray(plugins) &&
    plugins.every(isPlugin) &&
    typeof directory === "string"
  );
}

function isPlugin(value: unknown): value is RecordedPlugin {
  if (!isMapping(value)) return false;
  const { name, version, sha256 = "", from } = value;
  return [name, version, sha256, from].every((text) => typeof text === "string");
}
