import { sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import { formatValue, type SampleSet } from "@retrograd/plugin";

// how many targets are read together
const block = 1000;
const maxNames = 10;
const marksOfMissing = new Set(["?", "na", "n/a", "#n/a", "nan", "null", "-", "--", "missing", "."]);

/** How many targets of each class the training split has, and how many the other splits have. */
export interface ClassCounts {
  readonly train: Int32Array;
  readonly others: Int32Array;
}

/** Counts the targets of each class: samples, or steps of sequences. Stops once each class has one in the training split. */
export function countClasses({ targetNames, train, validation, test }: PreparedData): ClassCounts {
  const counts = { train: new Int32Array(targetNames.length), others: new Int32Array(targetNames.length) };
  if (count(train, counts.train)) return counts;
  for (const split of [validation, test]) if (split !== undefined) count(split, counts.others);
  return counts;
}

/** Counts into `out`.
 *  @returns whether each class has a sample */
function count(samples: SampleSet, out: Int32Array): boolean {
  let missing = out.length;
  const total = sampleCount(samples);
  const width = sizeOf(samples.t.shape);
  for (let start = 0; start < total && missing > 0; start += block) {
    const length = Math.min(block, total - start);
    const labels =
      "read" in samples
        ? samples.read(Int32Array.from({ length }, (_, row) => start + row)).t.values
        : samples.t.values.subarray(start * width, (start + length) * width);
    for (const label of labels) if (out[label] !== undefined && ++out[label] === 1) missing--;
  }
  return missing === 0;
}

/** Advice for labels that start above 0, where classes start at 0; undefined for other labels. */
export function labelsNotFromZero(
  { targetNames }: PreparedData,
  { train, others }: ClassCounts,
): string | undefined {
  if (!targetNames.every((name, index) => name === String(index))) return undefined;
  const first = targetNames.findIndex((_, index) => (train[index] ?? 0) + (others[index] ?? 0) > 0);
  if (first <= 0) return undefined;
  return `its labels go from ${first} to ${targetNames.length - 1} and classes from 0, so that no sample is of ${listClasses(targetNames.slice(0, first))}: subtract ${first} from the labels`;
}

/** The classes whose names are usual marks of a missing label. */
export function namesOfMissing({ targetNames }: Pick<PreparedData, "targetNames">): readonly string[] {
  return targetNames.filter((name) => marksOfMissing.has(name.toLowerCase()));
}

/** Names of classes: 'the class "a"', 'the classes "a", "b" and 7 more'. */
function listClasses(names: readonly string[]): string {
  return `the ${names.length === 1 ? "class" : "classes"} ${listNames(names)}`;
}

/** Names, at most ten of them: '"a", "b" and 7 more'. */
export function listNames(names: readonly string[]): string {
  const list = names
    .slice(0, maxNames)
    .map((name) => formatValue(name))
    .join(", ");
  return names.length > maxNames ? `${list} and ${names.length - maxNames} more` : list;
}

/** Warns of classes without a training sample, and of classes that look like a missing label. */
export function warnOfClasses(
  data: PreparedData,
  { limit }: { readonly limit?: number },
  warn: (text: string) => void,
): void {
  if (data.targets !== "classes") return;
  const missing = namesOfMissing(data);
  if (missing.length > 0) {
    warn(
      `warning: ${data.name} has ${listClasses(missing)}: if that marks a missing label, leave those samples out`,
    );
  }
  const counts = countClasses(data);
  const untrained = data.targetNames.filter((_, index) => counts.train[index] === 0);
  if (untrained.length === 0) return;
  const nowhere = untrained.every((name) => counts.others[data.targetNames.indexOf(name)] === 0);
  warn(`warning: no training sample of ${data.name} is of ${listClasses(untrained)}; ${adviceFor(nowhere)}`);

  function adviceFor(isNowhere: boolean): string {
    if (limit !== undefined)
      return `data.limit keeps the first ${limit} samples of each split: raise it, or shuffle a file that is sorted`;
    if (isNowhere) return labelsNotFromZero(data, counts) ?? "no other split has any either";
    return "other splits have them: data.stratify: true gives each class its share of every split that is made here";
  }
}
