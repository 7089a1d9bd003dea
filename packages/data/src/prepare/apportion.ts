/** How many rows of a class a split may take. */
export interface Quota {
  /** The exact share, seldom a whole number. */
  readonly ideal: number;
  readonly low: number;
  readonly high: number;
}

/** Whole numbers near their ideals, with a sum as near to `total` as lows and highs allow: each begins at its low, and those
 *  with the largest remainders get one more, the earlier of equals first. Source: the largest remainder method (Hamilton). */
export function apportion(quotas: readonly Quota[], total: number): readonly number[] {
  const counts = quotas.map(({ low }) => low);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  const remainder = ({ ideal, low }: Quota) => ideal - low;
  const byRemainder = [...quotas.keys()].sort((a, b) => remainder(quotas[b]) - remainder(quotas[a]) || a - b);
  for (const at of byRemainder) {
    if (left <= 0) break;
    if (counts[at] >= quotas[at].high) continue;
    counts[at]++;
    left--;
  }
  return counts;
}
