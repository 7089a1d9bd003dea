import { scope, sizeOf } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import { forwardLoss } from "@retrograd/network";
import type { TrainOptions } from "@retrograd/trainer";
import { formatLoss } from "../terminal/numbers.js";
import { lossOfKnowingNothing } from "./knowing-nothing.js";
import type { PreflightCheck } from "./preflight-check.js";
import { rowsSpread } from "./spread-rows.js";

// samples to look at
const most = 1000;
/** Nats that the first loss of a classifier may be above chance. Of 300 seeds of He's initialization on the standardized tables
 *  that ship, the worst is 3.3 above. */
const aboveChance = 4;
/** How many times the loss of predicting the mean the first loss of a regression may be. */
const timesMean = 10;

/** Compares the loss before the first step with that of knowing nothing. Of classes it may be 4 nats above chance, ln(classes);
 *  of values 10 times the loss of predicting each target's mean. */
export function checkFirstLoss({ network, params, data, streams }: TrainOptions): PreflightCheck {
  const { engine, dtype, input } = network;
  const { targets, outShape } = network.loss.loss;
  const rows = rowsSpread(data.train, most);
  const nothing = lossOfKnowingNothing(network, data.train, rows);
  const { loss } = scope(engine, () => {
    const batch = batchTensors(data.train, rows, { engine, dtype, inputShape: input });
    return forwardLoss(network, params, batch, { streams });
  });
  const classes = targets === "classes";
  const known = classes
    ? `chance among ${sizeOf(outShape)} classes is ${formatLoss(nothing)}`
    : `predicting the mean has ${formatLoss(nothing)}`;
  const name = "loss at the beginning";
  const message = `${formatLoss(loss)}; ${known}`;
  if (loss <= (classes ? nothing + aboveChance : timesMean * nothing)) return { name, ok: true, message };
  return {
    name,
    ok: false,
    message: `${message}, so the network begins far worse than by knowing nothing`,
    mend: `bring the inputs${classes ? "" : " and the targets"} near 0 (data.scale), or draw smaller first parameters (init)`,
  };
}
