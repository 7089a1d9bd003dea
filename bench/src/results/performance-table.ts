import { median } from "../measuring/statistics.js";
import { goalText, reaches, spreadText, threeDigits } from "./numbers.js";
import type { Comparison, Measured, Result } from "./result.js";
import { summaries } from "./summary.js";

const begin = "<!-- bench:begin -->";
const end = "<!-- bench:end -->";

/** A page with what stands between its two markers replaced. @throws Error when a marker is missing */
export function replaceTables(page: string, tables: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page needs the lines ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${tables.trim()}\n\n${page.slice(to)}`;
}

/** All results as Markdown: for each workload its values, its ratios and what was skipped. */
export function performanceTables(results: readonly Result[]): string {
  return results.map(section).join("\n\n");
}

function section(result: Result): string {
  const { title, measured, comparisons, facts, skipped } = result;
  const parts = [
    `### ${title}`,
    origin(result),
    // a series over time is shown by its facts, not as a table
    ...(facts.length > 0 ? [] : [values(result, measured)]),
    ...(comparisons.length > 0 ? [ratios(comparisons)] : []),
    ...summaries(comparisons).map(({ name, text }) => `${name}: ${text}.`),
    ...(facts.length > 0
      ? [
          table(
            ["", "seen", "goal"],
            facts.map(({ name, value, unit, goal }) => {
              const mark = goal === undefined ? "" : markOf(reaches(value, goal));
              return [name, `${threeDigits(value)} ${unit}`, `${goalText(goal)}${mark}`];
            }),
          ),
        ]
      : []),
    ...(skipped.length > 0 ? [skippedText(skipped)] : []),
  ];
  return parts.join("\n\n");
}

function skippedText(skipped: Result["skipped"]): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const parts = reasons.map((reason) => {
    const names = skipped.filter((one) => one.reason === reason).map(({ name }) => name);
    return `${names.join(", ")} (${reason})`;
  });
  return `Not measured: ${parts.join("; ")}.`;
}

function origin({ date, machine, note, unit }: Result): string {
  const { processor, cores, system, node, loadBefore } = machine;
  const where = `${processor}, ${cores} cores, ${system}, Node ${node}`;
  const remainder = note === undefined ? "" : ` ${note}`;
  return `${date.slice(0, 10)}, ${where}; load before: ${loadBefore}.${remainder} In ${unit}: median (minimum to maximum).`;
}

// a table with more columns than this is too wide to read
const maxCases = 8;

/** Values: one row a contestant and one column a case; the other way round for many cases. */
function values({ unit }: Result, measured: readonly Measured[]): string {
  const cases = [...new Set(measured.map((one) => one.case))];
  const names = [...new Set(measured.map((one) => one.name))];
  const cell = (name: string, which: string) => {
    const value = measured.find((one) => one.name === name && one.case === which);
    return value === undefined ? "" : spreadText(value.values);
  };
  if (cases.length > maxCases) {
    const rows = cases.map((which) => [which, ...names.map((name) => cell(name, which))]);
    return table(["", ...names], rows);
  }
  const rows = names.map((name) => {
    const cells = cases.map((which) => cell(name, which));
    const description = measured.find((one) => one.name === name)?.description ?? "";
    return cases.length === 1 ? [name, ...cells, description] : [name, ...cells];
  });
  return table(cases.length === 1 ? ["", unit, "is"] : ["", ...cases], rows);
}

function ratios(comparisons: readonly Comparison[]): string {
  const one = comparisons.every((comparison) => comparison.case === "");
  return table(
    one
      ? ["ratio", "median (minimum to maximum)", "goal"]
      : ["ratio", "case", "median (minimum to maximum)", "goal"],
    comparisons.map(({ name, case: which, ratios: seen, goal }) => {
      const mark = goal === undefined ? "" : markOf(reaches(median(seen), goal));
      const cells = [spreadText(seen), `${goalText(goal)}${mark}`];
      return one ? [name, ...cells] : [name, which, ...cells];
    }),
  );
}

const markOf = (reached: boolean): string => (reached ? ", reached" : ", missed");

/** A table as the formatter would leave it: columns of one width. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows].map(line).join("\n");
}
