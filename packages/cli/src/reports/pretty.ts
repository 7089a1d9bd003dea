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
    ...findings.filter(({ level }) => level === "error").map((finding) => problem(finding, colours)),
    `${file}: ${verdictInk(verdict, colours)(verdict)}, ${formatCount(elements)} elements of ${formatNumberOf(findings.length, "tensor")}, batch ${batch}, seed ${seed}, ${formatCount(evaluations)} forward passes`,
  ].join("\n");
}

function problem({ report, code, message, command }: Finding, colours: Colours): string {
  const { verdict } = report;
  const lines = [`${verdictInk(verdict, colours)(verdict)} ${message}`];
  if (code !== verdict) lines.push(`  ${colours.dim("why?")}   retrograd explain ${code}`);
  return [...lines, `  ${colours.dim("again:")} ${command}`].join("\n");
}
