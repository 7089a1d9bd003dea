import { type RunRecord, readMetricRow } from "@retrograd/runs";
import { formatLoss } from "../format/numbers.js";

/** How far the loss may end above its first value before it is reported. */
const mostRise = 1.1;

/** Says where training has made the network worse than it began: the last loss on the training split against that of the first
 *  minibatch, before any update. Numbers that are finite end a run as completed, however large they have become.
 *  lines: those of metrics.jsonl, the first of which is the first step's */
export function lossFinding(
  lines: readonly string[],
  { metrics }: Pick<RunRecord, "metrics">,
): string | undefined {
  const [line] = lines;
  const last = metrics.final.train?.loss;
  if (line === undefined || last === undefined) return undefined;
  const row = readMetricRow(line, "metrics.jsonl:1");
  if (row.type !== "step" || row.step !== 1) return undefined;
  const { loss: first } = row;
  if (!(last > mostRise * first)) return undefined;
  return `the loss on the training split ends at ${formatLoss(last)}, and was ${formatLoss(first)} before the first step: the network is worse than it began. Try a smaller learning rate; retrograd lr-find suggests one`;
}
