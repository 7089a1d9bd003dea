import type { RunStatistics } from "@retrograd/node/command";
import { formatCount, formatPercent } from "@retrograd/node/format";
import type { StatisticsRow } from "@retrograd/runs";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";

/** What each parameter and its gradient were at the first and at the last step with statistics, and which units no sample of
 *  the last evaluation made active; nothing for a run without statistics. */
export function renderStatistics({ parameters, units }: RunStatistics, colours: Colours): string {
  const [first, last] = [parameters[0]?.step, parameters.at(-1)?.step];
  if (first === undefined || last === undefined) return "";
  const at = (step: number) => parameters.filter((row) => row.step === step);
  const begins = new Map(at(first).map((row) => [row.tensor, row]));
  const rows = at(last).map((row) => {
    const begin = begins.get(row.tensor) ?? row;
    return [
      row.tensor,
      ...(["norm", "gradientNorm", "updateRatio"] as const).map((key) => change(key, begin, row)),
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
  { [key]: begin }: StatisticsRow,
  { [key]: end }: StatisticsRow,
): string {
  return `${short(begin)} -> ${short(end)}`;
}

/** Three digits of a number; a dash where there is none. */
function short(value: StatisticsRow["norm"] | undefined): string {
  if (value === undefined) return "-";
  const number = Number(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 0.001 && size < 1e5)
    ? String(Number(number.toPrecision(3)))
    : number.toExponential(1);
}
