import type { Colours } from "./colour.js";

/** The content of a progress bar. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Shown after the bar, the most important first; facts that do not fit are omitted. */
  readonly facts: readonly string[];
}

const minCells = 10;
const maxCells = 20;

/** A bar and facts on one line that is shorter than `width`. */
export function renderProgress({ done, total, facts }: Progress, width: number, colours: Colours): string {
  let fitting = facts;
  while (fitting.length > 1 && lengthOf(fitting) + minCells >= width) fitting = fitting.slice(0, -1);
  const cells = Math.max(1, Math.min(maxCells, width - lengthOf(fitting) - 1));
  const full = Math.round((cells * done) / Math.max(1, total));
  const bar = `${colours.cyan("━".repeat(full))}${colours.dim("─".repeat(cells - full))}`;
  return [bar, ...fitting].join("  ");
}

function lengthOf(facts: readonly string[]): number {
  return facts.reduce((length, fact) => length + fact.length + 2, 0);
}
