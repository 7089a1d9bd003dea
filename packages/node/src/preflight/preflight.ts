import type { Engine } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import { setUpTraining } from "../training/training-setup.js";
import { checkFewSamples } from "./few-samples.js";
import { checkFirstLoss } from "./first-loss.js";
import { checkGradients } from "./gradients.js";
import type { PreflightCheck } from "./preflight-check.js";
import { checkTargets } from "./targets.js";

/** What is worth knowing in seconds before training takes hours: whether there is anything to learn, whether the loss begins where it must, whether gradients are
 *  right, and whether a few samples can be learned by heart. It draws from random streams of its own, so that the training
 *  after it has the same bits as without. */
export async function preflight(
  opened: OpenedExperiment,
  data: PreparedData,
  engine: Engine,
): Promise<readonly PreflightCheck[]> {
  const prepare = () => setUpTraining(opened, data, engine);
  return [
    checkTargets(data),
    checkFirstLoss(prepare()),
    checkGradients(opened),
    await checkFewSamples(prepare),
  ];
}

/** Paints the marks of the checks. */
export interface PreflightColours {
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

const plain: PreflightColours = { green: (text) => text, red: (text) => text };

/** A line for each check, and one below each that failed: how to fix it. */
export function renderPreflight(
  checks: readonly PreflightCheck[],
  colours: PreflightColours = plain,
): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, ok, message, mend }) => [
      `${ok ? colours.green("ok  ") : colours.red("fail")} ${name.padEnd(width)}   ${message}`,
      ...(mend === undefined ? [] : [`     ${" ".repeat(width)}   ${mend}`]),
    ])
    .join("\n");
}
