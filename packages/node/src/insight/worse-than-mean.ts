import type { RunRecord } from "@retrograd/runs";
import { formatLoss } from "../format/numbers.js";
import { type ColumnData, explainFarTarget, farTarget } from "./far-from-zero.js";

/** Reports a regression that ends worse than predicting the mean of its targets: r2 below 0 on the training split, or on the
 *  first split that was measured. */
export function worseThanMean({ metrics }: Pick<RunRecord, "metrics">, data: ColumnData): string | undefined {
  const split = (["train", "validation", "test"] as const).find(
    (name) => metrics.final[name]?.r2 !== undefined,
  );
  const r2 = split === undefined ? undefined : metrics.final[split]?.r2;
  if (split === undefined || r2 === undefined || !(r2 < 0)) return undefined;
  const target = farTarget(data);
  const worse = `${split} r2 ends at ${formatLoss(r2)}, below 0: the network predicts worse than the mean of the targets`;
  if (target === undefined)
    return `${worse}. Train longer, or try another learning rate; retrograd lr-find suggests one`;
  const { finding, advice } = explainFarTarget(target);
  return `${worse}, and ${finding}: ${advice}`;
}
