import { readStored } from "@retrograd/runs";
import { z } from "zod";
import type { RecordedPlugin } from "../plugins/changed-plugins.js";
import { readJsonText } from "./read-json.js";

/** resolved.json: the experiment with every default and override, and what it was opened with. */
export interface RunSettings {
  readonly experiment: unknown;
  /** The overrides that made it differ from experiment.yaml. */
  readonly set: readonly string[];
  readonly plugins: readonly RecordedPlugin[];
  /** Folder that the experiment's paths are relative to, itself relative to the run's folder. */
  readonly directory: string;
}

const plugin = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string().exactOptional(),
  from: z.string(),
});

const settingsSchema = z.object({
  // as it stands: z.record would leave out a key "__proto__", which the check of the experiment refuses
  experiment: z.custom<object>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be a mapping",
  ),
  set: z.array(z.string()),
  plugins: z.array(plugin),
  directory: z.string(),
});

/** The settings in a run's folder.
 *  @throws RetrogradError E_RUN when the file is missing or not what it should be */
export function readSettings(run: string): RunSettings {
  return readStored<RunSettings>(settingsSchema, ...readJsonText(run, "resolved"));
}
