import type { EvaluateEvent, Split } from "@retrograd/trainer";
import { formatCount, formatLoss, formatPercent } from "../terminal/numbers.js";

interface Cell {
  readonly split: Split;
  readonly heading: string;
  readonly value: string;
}

interface Widths {
  readonly step: number;
  readonly epoch: number;
  readonly metric: number;
}

const splits: readonly Split[] = ["train", "validation", "test"];
const short: Readonly<Record<Split, string>> = { train: "train", validation: "valid", test: "test" };
const wide: Widths = { step: 9, epoch: 9, metric: 13 };
const narrow: Widths = { step: 7, epoch: 8, metric: 11 };

/** One line without columns: `step 600  epoch 1.00  train loss 0.3421 accuracy 90.31%  ...`. */
export function plainLine({ step, epoch, splits: evaluated }: EvaluateEvent): string {
  const parts = splits.flatMap((split) => {
    const metrics = evaluated[split];
    if (metrics === undefined) return [];
    const accuracy = metrics.accuracy === undefined ? "" : ` accuracy ${formatPercent(metrics.accuracy)}`;
    return [`${split} loss ${formatLoss(metrics.loss)}${accuracy}`];
  });
  return [`step ${step}`, `epoch ${epoch.toFixed(2)}`, ...parts].join("  ");
}

/** The heading above the rows of a table in a terminal of `width` characters. */
export function tableHeading(event: EvaluateEvent, width: number): string {
  const { cells, widths } = fitting(event, width);
  return row(
    "step",
    "epoch",
    cells.map(({ heading }) => heading),
    widths,
  );
}

/** A row of the table. Where it is too narrow, columns move together; then those of train go, then accuracies. */
export function tableRow(event: EvaluateEvent, width: number): string {
  const { cells, widths } = fitting(event, width);
  const values = cells.map(({ value }) => value);
  return row(formatCount(event.step), event.epoch.toFixed(2), values, widths);
}

function row(step: string, epoch: string, metrics: readonly string[], widths: Widths): string {
  const cells = metrics.map((metric) => metric.padStart(widths.metric));
  return [step.padStart(widths.step), epoch.padStart(widths.epoch), ...cells].join("");
}

function fitting(event: EvaluateEvent, width: number) {
  const all = cellsOf(event);
  const fits = (cells: readonly Cell[], { step, epoch, metric }: Widths) =>
    step + epoch + metric * cells.length <= width;
  if (fits(all, wide)) return { cells: all, widths: wide };
  if (fits(all, narrow)) return { cells: all, widths: narrow };
  const last = all.at(-1)?.split;
  const cells = all.filter(({ split }) => split === last);
  return { cells: fits(cells, narrow) ? cells : cells.slice(0, 1), widths: narrow };
}

function cellsOf({ splits: evaluated }: EvaluateEvent): readonly Cell[] {
  return splits.flatMap((split): readonly Cell[] => {
    const found = evaluated[split];
    if (found === undefined) return [];
    const loss = { split, heading: `${short[split]} loss`, value: formatLoss(found.loss) };
    if (found.accuracy === undefined) return [loss];
    return [loss, { split, heading: `${short[split]} acc`, value: formatPercent(found.accuracy) }];
  });
}
