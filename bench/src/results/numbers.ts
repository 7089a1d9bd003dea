import { spread } from "../measuring/statistics.js";
import type { Goal } from "./result.js";

/** Three digits that count: 4760, 46.1, 0.83. */
export function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.max(0, 2 - digits));
}

/** "0.83 (0.79 to 0.85)": median, least and most. */
export function spreadText(values: readonly number[]): string {
  const { median, least, most } = spread(values);
  if (values.length === 1) return threeDigits(median);
  return `${threeDigits(median)} (${threeDigits(least)} to ${threeDigits(most)})`;
}

/** ">= 0.80" or "<= 2.00"; nothing for no goal. */
export function goalText(goal: Goal | undefined): string {
  if (goal === undefined) return "";
  return "atLeast" in goal ? `>= ${threeDigits(goal.atLeast)}` : `<= ${threeDigits(goal.atMost)}`;
}

/** Whether a value reaches its goal. */
export function reaches(value: number, goal: Goal): boolean {
  return "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
}
