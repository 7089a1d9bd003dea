import { type Rng, sameShape, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Loss } from "@retrograd/plugin";

/** Targets that hardly any draw of a few rows gives. */
export interface SpecialTargets {
  /** As a clause: "targets of 0"; empty for those that are drawn. */
  readonly what: string;
  readonly t: Tensor;
}

// Rows that are drawn to learn what a loss calls valid.
const many = 64;

/** Targets for an input: drawn ones; one row of them for all, the smallest and the largest among them; and, where they are
 *  numbers of any size and sign, zeros, the input itself, and large ones. x: [batch, ...inShape] */
export function specialTargets(loss: Loss, x: Tensor, rng: Rng): readonly SpecialTargets[] {
  const rows = x.shape[0] ?? 0;
  const drawn = loss.exampleTargets(many, rng);
  const width = drawn.size / many;
  const row = (k: number) => Array.from({ length: width }, (_, i) => drawn.data[k * width + i]);
  const shape = [rows, ...drawn.shape.slice(1)];
  const of = (what: string, value: (row: number, i: number) => number): SpecialTargets => ({
    what,
    t: tensor(
      Float64Array.from({ length: sizeOf(shape) }, (_, at) => value(Math.floor(at / width), at % width)),
      shape,
      drawn,
    ),
  });
  const sums = Array.from({ length: many }, (_, k) => row(k).reduce((sum, value) => sum + value, 0));
  const least = row(sums.indexOf(Math.min(...sums)));
  const most = row(sums.indexOf(Math.max(...sums)));
  const usual = of("", (r, i) => row(r % many)[i]);
  const alike = [least, most, row(0)].map((values) =>
    of(" and the same target in each row", (_r, i) => values[i]),
  );
  if (!isAnyNumber(drawn)) return [usual, ...alike];
  const numbers = [
    of(" and targets of 0", () => 0),
    of(" and targets some of which are 0", (r, i) => ((r + i) % 2 === 0 ? 0 : row(r % many)[i])),
    of(" and large targets", (r, i) => 30 * row(r % many)[i]),
  ];
  const same = sameShape(shape, x.shape) ? [of(" as targets, too", (r, i) => x.data[r * width + i])] : [];
  return [usual, ...alike, ...numbers, ...same];
}

/** Whether targets are numbers of either sign, hardly two of them alike: then any other is as valid. */
function isAnyNumber({ data, size }: Tensor): boolean {
  const values = Array.from(data);
  return (
    new Set(values).size > size / 2 && values.some((value) => value > 0) && values.some((value) => value < 0)
  );
}
