/** Middle of the values; the mean of the two middle ones where their number is even.
 *  @throws Error when there are none */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of the sorted values lies below, between neighbours on a straight line.
 *  @throws Error when there are none */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("a quantile needs at least one value");
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Middle and ends of a number of values. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median, least and most of the values. @throws Error when there are none */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Ratio of the two values of each round: what disturbed the machine in a round disturbed both.
 *  @throws Error when the numbers of rounds differ */
export function pairedRatios(above: readonly number[], below: readonly number[]): readonly number[] {
  if (above.length !== below.length) {
    throw new Error(`ratios need as many values above as below, got ${above.length} and ${below.length}`);
  }
  return above.map((value, round) => value / below[round]);
}
