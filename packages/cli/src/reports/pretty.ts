import picocolors from "picocolors";
import type { Colours } from "../terminal/colour.js";
import { formatCount, formatNumberOf } from "../terminal/numbers.js";
import type { CheckedFile, Finding } from "./finding.js";
import { renderGradientTable, verdictInk } from "./gradient-table.js";

/** How a check is shown to people. */
export interface PrettyOptions {
  readonly colours?: Colours;
  /** Leaves the table out. */
  readonly quiet?: boolean;
}

/** The check of one file for people: a table, what is wrong and how to see it again, and a line that sums it up. */
export function renderPretty(
  { file, report, findings }: CheckedFile,
  { colours = picocolors.createColors(false), quiet = false }: PrettyOptions = {},
): string {
  const { verdict, batch, seed, evaluations } = report;
  const elements = findings.reduce((total, finding) => total + finding.report.elements, 0);
  return [
    ...(quiet ? [] : [renderGradientTable(report, colours)]),
    ...problems(findings, colours),
    `${file}: ${verdictInk(verdict, colours)(verdict)}, ${formatCount(elements)} elements of ${formatNumberOf(findings.length, "tensor")}, batch ${batch}, seed ${seed}, ${formatCount(evaluations)} forward passes`,
  ].join("\n");
}

/** What is wrong, each with its cause, and once for all tensors of a layer how to see it again. */
function problems(findings: readonly Finding[], colours: Colours): readonly string[] {
  const wrong = findings.filter(({ level }) => level === "error");
  return wrong.flatMap(({ report: { verdict }, code, message, command }, i) => [
    `${verdictInk(verdict, colours)(verdict)} ${message}`,
    ...(code === verdict ? [] : [`  ${colours.dim("why?")}   retrograd explain ${code}`]),
    ...(command === wrong[i + 1]?.command ? [] : [`  ${colours.dim("again:")} ${command}`]),
  ]);
}
