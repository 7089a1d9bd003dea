import { formatCount, formatLoss, formatPercent } from "@retrograd/node/format";
import type { MetricTables } from "@retrograd/trainer";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** The name and the unit of a measure. */
interface TableMeasure {
  readonly name: string;
  readonly unit?: "fraction";
}

/** Tables of the metrics that are not single numbers: one table with a row for each class and a column for each metric, then
 *  each matrix.
 *  @param classes their names, in order */
export function renderMetricTables(
  tables: MetricTables,
  { classes, measures }: { readonly classes: readonly string[]; readonly measures: readonly TableMeasure[] },
  colours: Colours,
): readonly string[] {
  const entries = Object.entries(tables);
  const perClass = entries.flatMap(([name, { perClass }]) =>
    perClass === undefined ? [] : [{ name, perClass }],
  );
  const matrices = entries.flatMap(([name, { matrix }]) => (matrix === undefined ? [] : [{ name, matrix }]));
  const unitOf = (name: string) => measures.find((measure) => measure.name === name)?.unit;
  const format = (name: string, value = Number.NaN) => {
    if (Number.isNaN(value)) return "-";
    return unitOf(name) === "fraction" ? formatPercent(value) : formatLoss(value);
  };
  const rows = (perClass[0]?.perClass ?? []).map((_, i) => [
    nameOf(classes, i),
    ...perClass.map(({ name, perClass: values }) => format(name, values[i])),
  ]);
  const columns = [{ heading: "class" }, ...perClass.map(({ name }) => rightAligned(name))];
  return [
    ...(perClass.length === 0 ? [] : [renderTable(columns, rows, colours)]),
    ...matrices.map(({ name, matrix }) => {
      const headings = matrix.map((_, i) => rightAligned(nameOf(classes, i)));
      const counts = matrix.map((row, i) => [nameOf(classes, i), ...row.map(formatCount)]);
      const title = `${name}: rows are classes, columns predictions`;
      return `${colours.dim(title)}\n${renderTable([{ heading: "" }, ...headings], counts, colours)}`;
    }),
  ];
}

function rightAligned(heading: string) {
  return { heading, align: "right" as const };
}

function nameOf(classes: readonly string[], index: number): string {
  return classes[index] ?? String(index);
}
