import { chooseEngine } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import { openExperiment } from "../experiment/open-experiment.js";
import { preflight as check } from "../preflight/preflight.js";
import type { PreflightCheck } from "../preflight/preflight-check.js";
import { type ExperimentOptions, environmentOf, flagsOf, messagesOf } from "./program-options.js";

/** Checks in seconds that an experiment can learn: its targets, its first loss, its gradients, and whether a few samples can
 *  be learned by heart. Writes nothing.
 *  @throws RetrogradError E_SPEC with every mistake, E_DATA_MISSING, E_ENGINE, E_PLUGIN */
export async function preflight(
  file: string,
  options: ExperimentOptions = {},
): Promise<readonly PreflightCheck[]> {
  const environment = environmentOf(options);
  const opened = await openExperiment(file, flagsOf(options), environment);
  const messages = messagesOf(options);
  const data = await loadData(opened, environment, { dataDir: options.dataDirectory, messages });
  const { engine } = await chooseEngine(opened.loaded.experiment.engine, environment);
  options.signal?.throwIfAborted();
  return check(opened, data, engine);
}
