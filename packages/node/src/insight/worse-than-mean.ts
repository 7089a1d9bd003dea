import type { RunRecord } from "@retrograd/runs";
import { formatLoss } from "../format/numbers.js";
import { explainFarTarget, farTarget, type LookedAt } from "./far-from-zero.js";

/** Says where a regression ends worse than predicting the mean of its targets: r2 below 0 on the training split, or on
 *  the first split that was measured. */
export function worseThanMean({ metrics }: Pick<RunRecord, "metrics">, data: LookedAt): string | undefined {
  const measured = (["train", "validation", "test"] as const).find(
    (split) => metrics.final[split]?.r2 !== undefined,
  );
  const r2 = measured === undefined ? undefined : metrics.final[measured]?.r2;
  if (measured === undefined || r2 === undefined || !(r2 < 0)) return undefined;
  const target = farTarget(data);
  const worse = `${measured} r2 ends at ${formatLoss(r2)}, below 0: the network predicts worse than the mean of the targets`;
  if (target === undefined)
    return `${worse}. Train longer, or try another learning rate; retrograd lr-find suggests one`;
  const { finding, advice } = explainFarTarget(target);
  return `${worse}, and ${finding}: ${advice}`;
}
