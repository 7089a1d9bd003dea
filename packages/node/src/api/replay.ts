import { type Verification, verifyRun } from "../run/verify-run.js";
import {
  abortableEnvironmentOf,
  type ExperimentOptions,
  flagsOf,
  messagesOf,
  type ProgramOptions,
} from "./program-options.js";

/** Trains a run again from its first step and compares every bit with what the run left on disk, as `retrograd runs verify`
 *  does.
 *  @throws RetrogradError E_RUN while another process trains it, when a checkpoint is damaged or its data have changed;
 *  E_PLUGIN, E_ENGINE, E_DATA_MISSING */
export function replay(
  run: string,
  options: ProgramOptions & Pick<ExperimentOptions, "dataDirectory"> = {},
): Promise<Verification> {
  return verifyRun(run, flagsOf(options), messagesOf(options), abortableEnvironmentOf(options));
}
