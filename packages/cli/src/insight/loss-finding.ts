import type { EvaluateEvent } from "@retrograd/trainer";
import { formatLoss } from "../terminal/numbers.js";

/** How far the loss may end above its begin before it is told. */
const mostRise = 1.1;

/** Says where training from the first step on has made the network worse than it began: the loss on the training split, after
 *  the last step against after the first. Numbers that are finite end a run as completed, however large they have become. */
export function lossFinding(evaluations: readonly EvaluateEvent[]): string | undefined {
  const [first, last] = [evaluations[0], evaluations.at(-1)].map((event) => event?.splits.train?.loss);
  if (first === undefined || last === undefined || !(last > mostRise * first)) return undefined;
  return `the loss on the training split rose from ${formatLoss(first)} to ${formatLoss(last)}: the network is worse than it began. Try a smaller learning rate; retrograd lr-find suggests one`;
}
