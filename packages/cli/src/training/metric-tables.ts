import { formatCount, formatLoss, formatPercent } from "@retrograd/node/format";
import type { MetricTables } from "@retrograd/trainer";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** The measures of a run as tables need them. */
interface ShownMeasure {
  readonly name: string;
  readonly unit?: "fraction";
}

/** What metrics gave that is no single number, as tables below one another: one with a row for each class and a column for each
 *  metric, then each matrix. `classes`: their names in order */
export function renderMetricTables(
  tables: MetricTables,
  { classes, measures }: { readonly classes: readonly string[]; readonly measures: readonly ShownMeasure[] },
  colours: Colours,
): readonly string[] {
  const named = Object.entries(tables);
  const perClass = named.flatMap(([name, { perClass }]) =>
    perClass === undefined ? [] : [{ name, perClass }],
  );
  const matrices = named.flatMap(([name, { matrix }]) => (matrix === undefined ? [] : [{ name, matrix }]));
  const unitOf = (name: string) => measures.find((measure) => measure.name === name)?.unit;
  const format = (name: string, value = Number.NaN) => {
    if (Number.isNaN(value)) return "-";
    return unitOf(name) === "fraction" ? formatPercent(value) : formatLoss(value);
  };
  const rows = (perClass[0]?.perClass ?? []).map((_, i) => [
    nameOf(classes, i),
    ...perClass.map(({ name, perClass: values }) => format(name, values[i])),
  ]);
  const columns = [{ heading: "class" }, ...perClass.map(({ name }) => right(name))];
  return [
    ...(perClass.length === 0 ? [] : [renderTable(columns, rows, colours)]),
    ...matrices.map(({ name, matrix }) => {
      const heads = matrix.map((_, i) => right(nameOf(classes, i)));
      const counts = matrix.map((row, i) => [nameOf(classes, i), ...row.map(formatCount)]);
      const heading = `${name}: a row is the class, a column what was predicted`;
      return `${colours.dim(heading)}\n${renderTable([{ heading: "" }, ...heads], counts, colours)}`;
    }),
  ];
}

function right(heading: string) {
  return { heading, align: "right" as const };
}

function nameOf(classes: readonly string[], index: number): string {
  return classes[index] ?? String(index);
}
