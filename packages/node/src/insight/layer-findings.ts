import type { StatisticsRow } from "@retrograd/runs";
import { formatCount } from "../format/numbers.js";
import type { RunStatistics } from "./read-statistics.js";

/** How many times larger an element's gradient may be in one layer than in another before it is called vanishing or
 *  exploding. */
const maxRatio = 1000;
/** Largest fraction of itself that a usual step may change a parameter by. */
const maxUpdate = 0.1;
/** Fraction of a layer's units that may be inactive. */
const maxInactive = 0.25;

/** Problems of the layers of a run, in sentences that suggest a fix. Each layer is judged by the median of its values over the
 *  steps of the run, so that the first steps or an outlier do not decide. */
export function layerFindings({ parameters, units }: RunStatistics): readonly string[] {
  return [...gradientFindings(parameters), ...updateFindings(parameters), ...unitFindings({ units })];
}

/** Compares the gradients of the first layer and the last: the root of the mean square over the elements of each. */
function gradientFindings(rows: readonly StatisticsRow[]): readonly string[] {
  const layers = [...groupBy(rows, ({ tensor }) => layerOf(tensor))].map(([layer, layerRows]) => {
    const steps = [...groupBy(layerRows, ({ step }) => String(step)).values()];
    return { layer, size: median(steps.map(elementGradient)) };
  });
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined) return [];
  const times = (ratio: number) => (Number.isFinite(ratio) ? `${formatCount(ratio)} times` : "infinitely");
  if (first.size === 0 && last.size > 0) {
    return [
      `no gradient reaches ${first.layer}: the layers behind it let none through, as units do that are dead or saturated. Try a smaller learning rate, an initializer such as He, or data.scale`,
    ];
  }
  if (first.size * maxRatio < last.size) {
    return [
      `vanishing gradients: an element of ${first.layer} gets a gradient ${times(last.size / first.size)} smaller than one of ${last.layer}. Try an initializer such as He, Relu in place of Sigmoid, or fewer layers`,
    ];
  }
  if (first.size > last.size * maxRatio) {
    return [
      `exploding gradients: an element of ${first.layer} gets a gradient ${times(first.size / last.size)} larger than one of ${last.layer}. Try an initializer such as He, or train.clip: { norm: 1 }`,
    ];
  }
  return [];
}

/** Ignores parameters that started at 0, such as biases: they may change by more than their size. */
function updateFindings(rows: readonly StatisticsRow[]): readonly string[] {
  return [...groupBy(rows, ({ tensor }) => tensor)].flatMap(([tensor, tensorRows]) => {
    if (tensorRows[0]?.norm === 0) return [];
    const ratio = median(
      tensorRows.flatMap(({ updateRatio }) => (updateRatio === undefined ? [] : [Number(updateRatio)])),
    );
    if (!(ratio > maxUpdate)) return [];
    return [
      `a step changes ${tensor} by ${(100 * ratio).toFixed(0)}% of itself; 0.1% is usual. Try a smaller learning rate`,
    ];
  });
}

/** By the last evaluation. */
function unitFindings({ units }: Pick<RunStatistics, "units">): readonly string[] {
  const step = units.at(-1)?.step;
  const last = units.filter((row) => row.step === step);
  return last.flatMap(({ layer, units: all, kind, inactive }) =>
    inactive < maxInactive * all
      ? []
      : [
          `${formatCount(inactive)} of ${formatCount(all)} units of ${layer} are ${kind}: no sample of the last evaluation lets a gradient through them. Try a smaller learning rate, or an initializer such as He`,
        ],
  );
}

function layerOf(tensor: string): string {
  return tensor.slice(0, tensor.lastIndexOf("."));
}

function elementGradient(rows: readonly StatisticsRow[]): number {
  const squares = rows.reduce((sum, { gradientNorm }) => sum + Number(gradientNorm) ** 2, 0);
  return Math.sqrt(squares / rows.reduce((sum, { size }) => sum + size, 0));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
