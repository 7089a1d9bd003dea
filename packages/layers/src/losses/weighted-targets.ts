import { RetrogradError, sizeOf, type Tensor, tensor } from "@retrograd/core";

/** How classes count in a cross entropy. */
export interface ClassWeighting {
  /** The share of a target that is spread over all classes, from 0 to 1. */
  readonly smoothing: number;
  /** What each class counts. [classes]; default: 1 for each */
  readonly weights?: readonly number[] | undefined;
  /** The class index of rows that do not count. */
  readonly ignore?: number | undefined;
  /** [rows]: 0 for rows that do not count. Default: all count. */
  readonly mask?: Tensor | undefined;
}

/** Targets as weights of classes, and what they weigh together. */
export interface WeightedTargets {
  /** [rows, classes] */
  readonly t: Tensor;
  /** The divisor of the mean. */
  readonly weight: number;
}

/** Targets with smoothing and weights: row i weighs class j with `w_j ((1 - s) t_ij + s / K)`, t_ij = 1 for the target class.
 *  The divisor of the mean is the sum of w over the target classes, or the number of rows for targets that are weights.
 *  Rows that are ignored weigh nothing. t: [rows] class indices or [rows, classes] weights
 *  Source: PyTorch CrossEntropyLoss
 *  @throws RetrogradError E_TARGET for an index that is neither a class nor `ignore` */
export function weightedTargets(t: Tensor, classes: number, weighting: ClassWeighting): WeightedTargets {
  const { smoothing, weights, ignore } = weighting;
  const mask = weighting.mask?.data;
  const weightOf = (j: number) => weights?.[j] ?? 1;
  const targets = t.data;
  const indices = t.shape.length === 1;
  const rows = t.shape[0] ?? 0;
  const values = new Float64Array(sizeOf([rows, classes]));
  let weight = 0;
  for (let row = 0; row < rows; row++) {
    const index = targets[row] ?? 0;
    if ((indices && index === ignore) || mask?.[row] === 0) continue;
    if (indices) requireClass(index, row, { classes, ignore });
    const start = row * classes;
    for (let j = 0; j < classes; j++) {
      const share = indices ? Number(j === index) : (targets[start + j] ?? 0);
      values[start + j] = weightOf(j) * ((1 - smoothing) * share + smoothing / classes);
    }
    weight += indices ? weightOf(index) : 1;
  }
  return { t: tensor(values, [rows, classes], t), weight };
}

function requireClass(
  index: number,
  row: number,
  { classes, ignore }: { readonly classes: number; readonly ignore: number | undefined },
): void {
  if (Number.isInteger(index) && index >= 0 && index < classes) return;
  const or = ignore === undefined ? "" : `, or ${ignore} to be ignored`;
  throw new RetrogradError(
    "E_TARGET",
    `t[${row}] must be a class index from 0 to ${classes - 1}${or}, got ${index}`,
  );
}
