import type { Tensor } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";

/** Statistics of one parameter before an update, and of the update. */
export interface ParameterStatistics {
  /** The name of the parameter in files: "Affine1.W". */
  readonly tensor: string;
  /** Number of elements. */
  readonly size: number;
  /** Euclidean norm. */
  readonly norm: number;
  /** Mean of the absolute values. */
  readonly meanAbs: number;
  readonly min: number;
  readonly max: number;
  /** Fraction of the elements that are 0. */
  readonly zeros: number;
  /** Euclidean norm of its gradient before clipping. */
  readonly gradientNorm: number;
  /** Euclidean norm of the update over that of the parameter; absent if all elements are 0. About 1e-3 is typical. */
  readonly updateRatio?: number;
}

/** Runs `update`, which writes into the parameters, and returns statistics of each in the network's order. Sums are float64,
 *  element by element, so that engines whose parameters have the same bits return the same bits. */
export function measureUpdate(
  params: NetworkParams,
  gradients: NetworkParams,
  update: () => void,
): readonly ParameterStatistics[] {
  const records = Object.entries(params).flatMap(([id, layerParams]) =>
    Object.entries(layerParams).map(([name, tensor]) => ({
      name: `${id}.${name}`,
      tensor,
      before: Float64Array.from(tensor.data),
      gradient: gradients[id]?.[name],
    })),
  );
  update();
  return records.map(({ name, tensor, before, gradient }) => {
    const { norm, ...spread } = describe(before);
    return {
      tensor: name,
      size: before.length,
      norm,
      ...spread,
      gradientNorm: gradient === undefined ? 0 : distance(gradient.data),
      ...(norm === 0 ? {} : { updateRatio: distance(tensor.data, before) / norm }),
    };
  });
}

function describe(values: Tensor["data"]) {
  let [squares, sizes, zeros, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    squares += value * value;
    sizes += Math.abs(value);
    if (value === 0) zeros++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const { length } = values;
  return { norm: Math.sqrt(squares), meanAbs: sizes / length, min, max, zeros: zeros / length };
}

/** Euclidean distance between two arrays. Default of b: zeros. */
function distance(a: Tensor["data"], b?: Tensor["data"]): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b?.[i] ?? 0);
    squares += difference * difference;
  }
  return Math.sqrt(squares);
}
