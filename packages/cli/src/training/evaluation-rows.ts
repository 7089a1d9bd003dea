import { formatCount, formatMeasure } from "@retrograd/node/format";
import type { Split } from "@retrograd/plugin";
import type { EvaluateEvent } from "@retrograd/trainer";

interface Cell {
  readonly split: Split;
  readonly heading: string;
  readonly value: string;
}

interface Widths {
  readonly step: number;
  readonly epoch: number;
  /** Minimum width of a number; a longer heading makes its column wider. */
  readonly number: number;
}

const splits: readonly Split[] = ["train", "validation", "test"];
const wide: Widths = { step: 9, epoch: 9, number: 13 };
const narrow: Widths = { step: 7, epoch: 8, number: 11 };
// abbreviations for headings
const short: Readonly<Record<string, string>> = { accuracy: "acc", validation: "valid" };

/** An evaluation on one line, without columns: `step 600  epoch 1.00  train loss 0.3421 accuracy 90.31%  ...`. */
export function plainLine({ step, epoch, splits: evaluated, measures }: EvaluateEvent): string {
  const parts = splits.flatMap((split) => {
    const numbers = evaluated[split];
    if (numbers === undefined) return [];
    return [
      `${split} ${measures.map((of) => `${of.name} ${formatMeasure(of, numbers[of.name])}`).join(" ")}`,
    ];
  });
  return [`step ${step}`, `epoch ${epoch.toFixed(2)}`, ...parts].join("  ");
}

/** The heading above the rows of a table in a terminal of `width` characters. */
export function tableHeading(event: EvaluateEvent, width: number): string {
  const { cells, widths } = selectCells(event, width);
  return row("step", "epoch", cells, widths, ({ heading }) => heading);
}

/** A row of the table. In a narrow terminal, columns move closer; then only those of the last split are shown, then fewer. */
export function tableRow(event: EvaluateEvent, width: number): string {
  const { cells, widths } = selectCells(event, width);
  return row(formatCount(event.step), event.epoch.toFixed(2), cells, widths, ({ value }) => value);
}

function row(
  step: string,
  epoch: string,
  cells: readonly Cell[],
  widths: Widths,
  text: (cell: Cell) => string,
): string {
  const numbers = cells.map((cell) => text(cell).padStart(widthOf(cell, widths)));
  return [step.padStart(widths.step), epoch.padStart(widths.epoch), ...numbers].join("");
}

function widthOf({ heading }: Cell, { number }: Widths): number {
  return Math.max(number, heading.length + 2);
}

function selectCells(event: EvaluateEvent, width: number) {
  const all = cellsOf(event);
  const fits = (cells: readonly Cell[], widths: Widths) =>
    cells.reduce((sum, cell) => sum + widthOf(cell, widths), widths.step + widths.epoch) <= width;
  if (fits(all, wide)) return { cells: all, widths: wide };
  if (fits(all, narrow)) return { cells: all, widths: narrow };
  const last = all.at(-1)?.split;
  let cells = all.filter(({ split }) => split === last);
  while (cells.length > 1 && !fits(cells, narrow)) cells = cells.slice(0, -1);
  return { cells, widths: narrow };
}

function cellsOf({ splits: evaluated, measures }: EvaluateEvent): readonly Cell[] {
  return splits.flatMap((split) => {
    const numbers = evaluated[split];
    if (numbers === undefined) return [];
    return measures.map((measure): Cell => {
      const heading = [split, measure.name].map((word) => short[word] ?? word).join(" ");
      return { split, heading, value: formatMeasure(measure, numbers[measure.name]) };
    });
  });
}
