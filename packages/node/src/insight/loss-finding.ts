import { type RunRecord, readMetricRow } from "@retrograd/runs";
import { formatLoss } from "../format/numbers.js";

/** The final loss is reported from this multiple of the first loss on. */
const maxRise = 1.1;

/** Reports a training that made the network worse: compares the last loss on the training split with the loss of the first
 *  minibatch, before any update. A run with finite numbers is completed, however large they are.
 *  lines: of metrics.jsonl, from the first step on
 *  @returns undefined when the loss did not rise */
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
  if (!(last > maxRise * first)) return undefined;
  return `the loss on the training split ends at ${formatLoss(last)}, and was ${formatLoss(first)} before the first step: the network is worse than before training. Try a smaller learning rate; retrograd lr-find suggests one`;
}
