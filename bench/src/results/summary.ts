import { median, spread } from "../measuring/statistics.js";
import { reaches, threeDigits } from "./numbers.js";
import type { Comparison } from "./result.js";

/** Cases from which a ratio gets a summary. */
const manyCases = 9;

/** What the cases of a ratio have in common: "52 cases, median 1.14 (0.110 to 37.0), 30 reach their goal". Ratios of few cases
 *  have none. */
export function summaries(
  comparisons: readonly Comparison[],
): readonly { readonly name: string; readonly text: string }[] {
  return [...new Set(comparisons.map(({ name }) => name))].flatMap((name) => {
    const cases = comparisons.filter((comparison) => comparison.name === name);
    if (cases.length < manyCases) return [];
    const { median: middle, least, most } = spread(cases.map(({ ratios }) => median(ratios)));
    const range = `${threeDigits(least)} to ${threeDigits(most)}`;
    const withGoal = cases.filter(({ goal }) => goal !== undefined);
    const reached = withGoal.filter(
      ({ ratios, goal }) => goal !== undefined && reaches(median(ratios), goal),
    ).length;
    const verdict = withGoal.length === 0 ? "" : `, ${reached} reach their goal`;
    return [{ name, text: `${cases.length} cases, median ${threeDigits(middle)} (${range})${verdict}` }];
  });
}
