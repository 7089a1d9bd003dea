import { RetrogradError } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import {
  type CheckedExperiment,
  checkExperimentText,
  type ExperimentTextOptions,
} from "./check-experiment-text.js";
import { formatDiagnostic } from "./diagnostics/format-diagnostic.js";
import type { Experiment } from "./sections/experiment.js";

/** A checked experiment without mistakes. */
export interface LoadedExperiment extends CheckedExperiment {
  readonly experiment: Experiment;
  readonly resolved: Experiment;
  readonly network: Network;
}

/** Checks the text of an experiment file as `checkExperimentText` does, and throws if it has mistakes.
 *  @throws RetrogradError E_SPEC with a message that shows every mistake; `data.diagnostics` holds them */
export function loadExperimentText(text: string, options: ExperimentTextOptions): LoadedExperiment {
  return requireExperiment(checkExperimentText(text, options));
}

/** Returns a checked experiment, or throws if it has mistakes.
 *  @throws RetrogradError E_SPEC as `loadExperimentText` does */
export function requireExperiment(checked: CheckedExperiment): LoadedExperiment {
  const { experiment, resolved, network, diagnostics } = checked;
  if (experiment === undefined || resolved === undefined || network === undefined) {
    const message = diagnostics.map(formatDiagnostic).join("\n\n");
    throw new RetrogradError("E_SPEC", message, { data: { diagnostics } });
  }
  return { ...checked, experiment, resolved, network };
}
