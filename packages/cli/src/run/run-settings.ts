import { isStrings, type Json, readJson } from "./read-json.js";

/** A plugin that a run was trained with. */
interface RecordedPlugin {
  readonly name: string;
  readonly version: string;
  /** As it was named on the command line. */
  readonly from: string;
}

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
    plugins.every((plugin) => typeof plugin?.name === "string" && typeof plugin.from === "string") &&
    typeof directory === "string"
  );
}
