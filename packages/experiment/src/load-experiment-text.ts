import { RetrogradError } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import {
  type CheckedExperiment,
  checkExperimentText,
  type ExperimentTextOptions,
} from "./check-experiment-text.js";
import { formatDiagnostic } from "./diagnostics/format-diagnostic.js";
import type { Experiment } from "./sections/experiment.js";

/** An experiment file without mistakes. */
export interface LoadedExperiment extends CheckedExperiment {
  readonly experiment: Experiment;
  readonly resolved: Experiment;
  readonly network: Network;
}

/** The experiment that a text describes, as checkExperimentText gives it.
 *  @throws RetrogradError E_SPEC whose message shows every mistake in its place; `data.diagnostics` holds them */
export function loadExperimentText(text: string, options: ExperimentTextOptions): LoadedExperiment {
  return requireExperiment(checkExperimentText(text, options));
}

/** An experiment that was checked already, where nothing is wrong with it.
 *  @throws RetrogradError E_SPEC as loadExperimentText does */
export function requireExperiment(checked: CheckedExperiment): LoadedExperiment {
  const { experiment, resolved, network, diagnostics } = checked;
  if (experiment === undefined || resolved === undefined || network === undefined) {
    const message = diagnostics.map(formatDiagnostic).join("\n\n");
    throw new RetrogradError("E_SPEC", message, { data: { diagnostics } });
  }
  return { ...checked, experiment, resolved, network };
}
