import { type Engine, RetrogradError } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import { preflight, renderPreflight } from "./preflight.js";

/** What preflight checks. */
interface Subject {
  readonly opened: OpenedExperiment;
  readonly data: PreparedData;
  readonly engine: Engine;
}

/** Runs the preflight checks and reports them.
 *  @throws RetrogradError E_PREFLIGHT naming each check that fails, and how to fix it */
export async function requirePreflight({ opened, data, engine }: Subject, messages: Messages): Promise<void> {
  const checks = await preflight(opened, data, engine);
  const show = messages.preflight ?? renderPreflight;
  if (checks.every(({ ok }) => ok)) {
    messages.note(show(checks));
    return;
  }
  throw new RetrogradError(
    "E_PREFLIGHT",
    `preflight: this experiment will not learn as it is, nothing was written\n${show(checks)}`,
    { data: { checks } },
  );
}
