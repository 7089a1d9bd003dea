/** Part of a range of whole numbers. */
export type Range = readonly [begin: number, end: number];

/** Maximum number of parts of a job. */
export const maxParts = 64;

/** Maximum number of parts for each thread: a late thread leaves some of its parts to the others. */
const maxPartsPerThread = 3;

/** Partitions the numbers below `total` into neighbouring ranges of about one size: the same number for each thread.
 *  unit: ranges start at multiples of it
 *  minimum: the least length of a range where a thread has more than one */
export function partition(
  total: number,
  { unit, minimum, threads }: { readonly unit: number; readonly minimum: number; readonly threads: number },
): readonly Range[] {
  const perThread = Math.max(1, Math.min(maxPartsPerThread, Math.floor(total / minimum / threads)));
  const count = Math.min(maxParts, perThread * threads);
  const edge = (index: number) => Math.min(total, unit * Math.round((index * total) / (count * unit)));
  const ranges: Range[] = [];
  for (let index = 0; index < count; index++) {
    const [begin, end] = [edge(index), index === count - 1 ? total : edge(index + 1)];
    if (end > begin) ranges.push([begin, end]);
  }
  return ranges;
}
