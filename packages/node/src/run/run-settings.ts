import { readStored } from "@retrograd/runs";
import { z } from "zod";
import type { RecordedPlugin } from "../plugins/changed-plugins.js";
import { readJsonText } from "./read-json.js";

/** resolved.json: the experiment with every default and override, and how it was opened. */
export interface RunSettings {
  readonly experiment: unknown;
  /** Overrides of experiment.yaml, in order. */
  readonly set: readonly string[];
  readonly plugins: readonly RecordedPlugin[];
  /** Folder that paths of the experiment are relative to, relative to the run's folder. */
  readonly directory: string;
}

const plugin = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string().exactOptional(),
  from: z.string(),
});

const settingsSchema = z.object({
  // unchanged: z.record would drop a key "__proto__", which the check of the experiment refuses
  experiment: z.custom<object>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be a mapping",
  ),
  set: z.array(z.string()),
  plugins: z.array(plugin),
  directory: z.string(),
});

/** Reads the settings in a run's folder.
 *  @throws RetrogradError E_RUN when the file is missing or damaged */
export function readSettings(run: string): RunSettings {
  return readStored<RunSettings>(settingsSchema, ...readJsonText(run, "resolved"));
}
