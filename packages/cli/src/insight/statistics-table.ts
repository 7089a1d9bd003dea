import type { RunStatistics } from "@retrograd/node/command";
import { formatCount, formatPercent } from "@retrograd/node/format";
import type { StatisticsRow } from "@retrograd/runs";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** A table of each parameter and its gradient at the first and the last step with statistics, and a table of the units that
 *  no sample of the last evaluation activated. Empty for a run without statistics. */
export function renderStatistics({ parameters, units }: RunStatistics, colours: Colours): string {
  const [first, last] = [parameters[0]?.step, parameters.at(-1)?.step];
  if (first === undefined || last === undefined) return "";
  const rowsAt = (step: number) => parameters.filter((row) => row.step === step);
  const firstRows = new Map(rowsAt(first).map((row) => [row.tensor, row]));
  const rows = rowsAt(last).map((row) => {
    const firstRow = firstRows.get(row.tensor) ?? row;
    return [
      row.tensor,
      ...(["norm", "gradientNorm", "updateRatio"] as const).map((key) => change(key, firstRow, row)),
      formatPercent(row.zeros),
    ];
  });
  const columns = [
    { heading: `steps ${formatCount(first)} -> ${formatCount(last)}` },
    ...["norm", "gradient", "update / norm", "zeros"].map((heading) => ({
      heading,
      align: "right" as const,
    })),
  ];
  const evaluated = units.at(-1)?.step;
  const counts = units
    .filter(({ step }) => step === evaluated)
    .map(({ layer, units: all, kind, inactive }) => [
      layer,
      `${formatCount(inactive)} of ${formatCount(all)} ${kind}`,
    ]);
  const unitTable = renderTable(
    [{ heading: "layer" }, { heading: "units", align: "right" }],
    counts,
    colours,
  );
  return [renderTable(columns, rows, colours), ...(counts.length === 0 ? [] : [unitTable])].join("\n\n");
}

function change(
  key: "norm" | "gradientNorm" | "updateRatio",
  { [key]: first }: StatisticsRow,
  { [key]: last }: StatisticsRow,
): string {
  return `${formatShort(first)} -> ${formatShort(last)}`;
}

/** A number with three significant digits; a dash for a missing one. */
function formatShort(value: StatisticsRow["norm"] | undefined): string {
  if (value === undefined) return "-";
  const number = Number(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 0.001 && size < 1e5)
    ? String(Number(number.toPrecision(3)))
    : number.toExponential(1);
}
