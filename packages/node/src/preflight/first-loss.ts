import { scope } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import { forwardLoss } from "@retrograd/network";
import { targetSpec } from "@retrograd/plugin";
import { formatLoss } from "../format/numbers.js";
import { explainFarTarget, type FarFinding, farTarget } from "../insight/far-from-zero.js";
import type { TrainingSetup } from "../training/training-setup.js";
import { baselineLoss } from "./baseline-loss.js";
import type { PreflightCheck } from "./preflight-check.js";
import { spreadRows } from "./spread-rows.js";

const maxSamples = 1000;
/** Nats that the first loss of a classifier may be above chance. Over 300 seeds of He's initialization on the
 *  built-in standardized tables, the worst is 3.3 above. */
const aboveChance = 4;
/** How many times the loss of predicting the mean the first loss of a regression may be. */
const timesMean = 10;

/** Compares the loss before the first step with the baseline. For classes it may be 4 nats above chance, ln(classes); for
 *  values 10 times the loss of predicting each target's mean. */
export function checkFirstLoss({ network, params, data, streams }: TrainingSetup): PreflightCheck {
  const { engine, dtype, input } = network;
  const rows = spreadRows(data.train, maxSamples);
  const baseline = baselineLoss(network, data.train, rows);
  const { loss } = scope(engine, () => {
    const batch = batchTensors(data.train, rows, { engine, dtype, inputShape: input });
    return forwardLoss(network, params, batch, { streams });
  });
  const classes = targetSpec(network.loss.loss).kind === "classes";
  const name = "loss at the beginning";
  const message = `${formatLoss(loss)}; ${baseline.of} ${classes ? "is" : "has"} ${formatLoss(baseline.loss)}`;
  const limit = classes ? baseline.loss + aboveChance : timesMean * baseline.loss;
  // a loss that may be negative has no scale to compare with
  if (loss <= limit || !(baseline.loss > 0)) return { name, ok: true, message };
  const target = farTarget(data);
  return {
    name,
    ok: false,
    message: `${message}, so the network starts far above this baseline`,
    fix:
      target === undefined
        ? "scale the inputs to near 0 (data.scale), or draw smaller initial parameters (init)"
        : textOf(explainFarTarget(target)),
  };
}

function textOf({ finding, advice }: FarFinding): string {
  return `${finding}: ${advice}`;
}
