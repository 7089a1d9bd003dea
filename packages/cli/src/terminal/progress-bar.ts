import type { Colours } from "./colour.js";

/** What a progress bar shows. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Shown after the bar, the most important first; those that do not fit are left out. */
  readonly facts: readonly string[];
}

const narrowest = 10;
const widest = 20;

/** A bar and facts in one line shorter than `width`. */
export function renderProgress({ done, total, facts }: Progress, width: number, colours: Colours): string {
  let shown = facts;
  while (shown.length > 1 && lengthOf(shown) + narrowest >= width) shown = shown.slice(0, -1);
  const cells = Math.max(1, Math.min(widest, width - lengthOf(shown) - 1));
  const full = Math.round((cells * done) / Math.max(1, total));
  const bar = `${colours.cyan("━".repeat(full))}${colours.dim("─".repeat(cells - full))}`;
  return [bar, ...shown].join("  ");
}

function lengthOf(facts: readonly string[]): number {
  return facts.reduce((length, fact) => length + fact.length + 2, 0);
}
