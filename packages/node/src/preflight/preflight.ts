import type { Engine } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import { setUpTraining } from "../training/training-setup.js";
import { checkFewSamples } from "./few-samples.js";
import { checkFirstLoss } from "./first-loss.js";
import { checkGradients } from "./gradients.js";
import type { PreflightCheck } from "./preflight-check.js";
import { checkTargets } from "./targets.js";

/** Checks in seconds what would waste hours of training: whether there is anything to learn, whether the first loss is
 *  plausible, whether gradients are right, and whether the network can overfit a few samples. It draws from its own random
 *  streams, so the training after it has the same bits as without. */
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
    .flatMap(({ name, ok, message, fix }) => [
      `${ok ? colours.green("ok  ") : colours.red("fail")} ${name.padEnd(width)}   ${message}`,
      ...(fix === undefined ? [] : [`     ${" ".repeat(width)}   ${fix}`]),
    ])
    .join("\n");
}
