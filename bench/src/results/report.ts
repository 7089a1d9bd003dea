import { median, spread } from "../measuring/statistics.js";
import { goalText, reaches, spreadText, threeDigits } from "./numbers.js";
import type { Result } from "./result.js";
import { summaries } from "./summary.js";

/** A result as lines of text for a terminal. */
export function reportLines({
  title,
  unit,
  measured,
  comparisons,
  facts,
  skipped,
}: Result): readonly string[] {
  const place = (which: string) => (which === "" ? "" : `${which.padEnd(14)} `);
  return [
    "",
    `${title}: ${unit}, median (minimum to maximum)`,
    ...measured.map((one) => {
      const { median: middle, least, most } = spread(one.values);
      const values = `${threeDigits(middle).padStart(8)}  (${threeDigits(least)} to ${threeDigits(most)})`;
      return `  ${place(one.case)}${one.name.padEnd(38)} ${values}`;
    }),
    ...(comparisons.length === 0 ? [] : ["Ratios, round by round"]),
    ...comparisons.map(({ name, case: which, ratios, goal }) => {
      const verdict = goal === undefined ? "" : verdictText(reaches(median(ratios), goal), goalText(goal));
      return `  ${place(which)}${name.padEnd(62)} ${spreadText(ratios)}${verdict}`;
    }),
    ...summaries(comparisons).map(({ name, text }) => `  ${name}: ${text}`),
    ...facts.map(({ name, value, unit: of, goal }) => {
      const verdict = goal === undefined ? "" : verdictText(reaches(value, goal), goalText(goal));
      return `  ${name.padEnd(62)} ${threeDigits(value)} ${of}${verdict}`;
    }),
    ...skipped.map(({ name, reason }) => `  skipped: ${name}: ${reason}`),
  ];
}

function verdictText(reached: boolean, goal: string): string {
  return `  goal ${goal}: ${reached ? "reached" : "missed"}`;
}
