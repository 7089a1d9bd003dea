import { type Rng, sameShape, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Loss } from "@retrograd/plugin";

/** Targets that are improbable in a draw of a few rows. */
export interface SpecialTargets {
  /** A description, as the end of a clause: " and targets of 0"; empty for drawn targets. */
  readonly what: string;
  readonly t: Tensor;
}

// Number of rows that are drawn to see which targets are valid for a loss.
const many = 64;

/** Targets for an input: drawn targets; the smallest, the largest and another drawn row, repeated for all rows; and, if
 *  targets may be any numbers, zeros, whole and large numbers and the input itself. x: [batch, ...inShape] */
export function specialTargets(loss: Loss, x: Tensor, rng: Rng): readonly SpecialTargets[] {
  const rows = x.shape[0] ?? 0;
  const drawn = loss.exampleTargets(many, rng);
  const width = drawn.size / many;
  const row = (k: number) => Array.from({ length: width }, (_, i) => drawn.data[k * width + i]);
  const shape = [rows, ...drawn.shape.slice(1)];
  const of = (what: string, value: (row: number, i: number) => number): SpecialTargets => ({
    what,
    t: tensor(
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(Math.floor(i / width), i % width)),
      shape,
      drawn,
    ),
  });
  const sums = Array.from({ length: many }, (_, k) => row(k).reduce((sum, value) => sum + value, 0));
  const smallest = row(sums.indexOf(Math.min(...sums)));
  const largest = row(sums.indexOf(Math.max(...sums)));
  const usual = of("", (r, i) => row(r % many)[i]);
  const alike = [smallest, largest, row(0)].map((values) =>
    of(" and the same target in each row", (_r, i) => values[i]),
  );
  if (!isAnyNumber(drawn)) return [usual, ...alike];
  const numbers = [
    of(" and targets of 0", () => 0),
    of(" and targets some of which are 0", (r, i) => ((r + i) % 2 === 0 ? 0 : row(r % many)[i])),
    of(" and whole numbers as targets", (r, i) => ((r + i) % 4) - 1),
    of(" and large targets", (r, i) => 30 * row(r % many)[i]),
  ];
  const same = sameShape(shape, x.shape) ? [of(" as targets, too", (r, i) => x.data[r * width + i])] : [];
  return [usual, ...alike, ...numbers, ...same];
}

/** Whether targets have both signs and are mostly distinct, so that any number is a valid target. */
function isAnyNumber({ data, size }: Tensor): boolean {
  const values = Array.from(data);
  return (
    new Set(values).size > size / 2 && values.some((value) => value > 0) && values.some((value) => value < 0)
  );
}
