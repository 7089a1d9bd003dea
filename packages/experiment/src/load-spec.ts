import { RetrogradError } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { type CheckedSpec, checkSpec, type SpecOptions } from "./check-spec.js";
import { formatDiagnostic } from "./diagnostics/format-diagnostic.js";
import type { Experiment } from "./experiment.js";

/** An experiment file without mistakes. */
export interface LoadedSpec extends CheckedSpec {
  readonly experiment: Experiment;
  readonly resolved: Experiment;
  readonly network: Network;
}

/** The experiment that a text describes, as checkSpec gives it.
 *  @throws RetrogradError E_SPEC whose message shows every mistake in its place; `data.diagnostics` holds them */
export function loadSpec(text: string, options: SpecOptions): LoadedSpec {
  return requireExperiment(checkSpec(text, options));
}

/** An experiment that was checked already, where nothing is wrong with it.
 *  @throws RetrogradError E_SPEC as loadSpec does */
export function requireExperiment(checked: CheckedSpec): LoadedSpec {
  const { experiment, resolved, network, diagnostics } = checked;
  if (experiment === undefined || resolved === undefined || network === undefined) {
    const message = diagnostics.map(formatDiagnostic).join("\n\n");
    throw new RetrogradError("E_SPEC", message, { data: { diagnostics } });
  }
  return { ...checked, experiment, resolved, network };
}
