/** How many rows of a class a split may get. */
export interface Quota {
  /** The exact share, usually not a whole number. */
  readonly ideal: number;
  readonly low: number;
  readonly high: number;
}

/** Rounds the ideals to whole numbers with a sum as near to `total` as lows and highs allow: each starts at its low, and those
 *  with the largest remainders get one more. Of equal remainders, the earlier one is first. Source: the largest remainder method (Hamilton). */
export function apportion(quotas: readonly Quota[], total: number): readonly number[] {
  const counts = quotas.map(({ low }) => low);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  const remainder = ({ ideal, low }: Quota) => ideal - low;
  const byRemainder = [...quotas.keys()].sort((a, b) => remainder(quotas[b]) - remainder(quotas[a]) || a - b);
  for (const index of byRemainder) {
    if (left <= 0) break;
    if (counts[index] >= quotas[index].high) continue;
    counts[index]++;
    left--;
  }
  return counts;
}
