import type { RunRecord } from "@retrograd/trainer";
import { isMapping } from "../run/read-json.js";
import { formatLoss } from "../terminal/numbers.js";

/** How far the loss may end above its begin before it is told. */
const mostRise = 1.1;

/** Says where training has made the network worse than it began: the last loss on the training split against that of the first
 *  minibatch, before any update. Numbers that are finite end a run as completed, however large they have become.
 *  lines: those of metrics.jsonl, the first of which is the first step's */
export function lossFinding(
  lines: readonly string[],
  { metrics }: Pick<RunRecord, "metrics">,
): string | undefined {
  const row: unknown = JSON.parse(lines[0] ?? "null");
  const last = metrics.final.train?.loss;
  if (!isMapping(row) || row.type !== "step" || row.step !== 1 || last === undefined) return undefined;
  const first = Number(row.loss);
  if (!(last > mostRise * first)) return undefined;
  return `the loss on the training split ends at ${formatLoss(last)}, and was ${formatLoss(first)} before the first step: the network is worse than it began. Try a smaller learning rate; retrograd lr-find suggests one`;
}
