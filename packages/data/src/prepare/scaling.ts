import { type RowScaling, type RowValues, type Shape, sizeOf } from "@retrograd/core";
import { type Dataset, formatValue, type Samples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { optionError } from "./option-error.js";

/** How inputs are scaled. */
export type Scale = "unit" | "none" | "standardize";

/** The scaling of the inputs, for the record of a run: `(value - offset) / divisor`, one pair for all columns or one per column. */
export interface ScalingRecord {
  readonly kind: Scale;
  readonly offset: readonly number[];
  readonly divisor: readonly number[];
}

/** The training samples block by block; `blocks` can be called several times. */
export interface TrainingBlocks {
  readonly inputShape: Shape;
  /** The columns that are not scaled. Default: none. */
  readonly unscaled?: readonly ColumnRange[] | undefined;
  blocks(): Iterable<Samples>;
}

/** Columns that are next to each other. */
export interface ColumnRange {
  /** Index of the first one. */
  readonly start: number;
  /** Index after the last one. */
  readonly end: number;
}

/** Computes the scaling of a data set. `train`: the training samples, the only ones that standardize uses.
 *  @throws RetrogradError E_OPTION for "unit" when the largest possible value is unknown */
export function findScaling(scale: Scale, dataset: Dataset, train: TrainingBlocks): ScalingRecord {
  const { kind, ...all } = scalingOfAll(scale, dataset, train);
  const { unscaled = [], inputShape } = train;
  if (kind === "none" || unscaled.length === 0) return { kind, ...all };
  const isScaled = (column: number) => !unscaled.some(({ start, end }) => column >= start && column < end);
  const columns = Array.from({ length: sizeOf(inputShape) }, (_, column) => column);
  const ofColumn = (values: readonly number[], column: number) =>
    values[values.length === 1 ? 0 : column] ?? 0;
  return {
    kind,
    offset: columns.map((column) => (isScaled(column) ? ofColumn(all.offset, column) : 0)),
    divisor: columns.map((column) => (isScaled(column) ? ofColumn(all.divisor, column) : 1)),
  };
}

function scalingOfAll(scale: Scale, dataset: Dataset, train: TrainingBlocks): ScalingRecord {
  switch (scale) {
    case "none":
      return { kind: scale, offset: [0], divisor: [1] };
    case "unit":
      if (dataset.maximum === undefined) {
        throw optionError(
          "scale",
          `scale "unit" divides by the largest possible value of an input, which is unknown for ${dataset.name}: write scale: standardize, or none`,
        );
      }
      return { kind: scale, offset: [0], divisor: [dataset.maximum] };
    case "standardize":
      return { kind: scale, ...standardize(train, dataset) };
    default:
      throw optionError("scale", `"scale" must be "unit" or "none" or "standardize", got ${String(scale)}`);
  }
}

/** Checks that an existing scaling has a pair for each column, or one for all.
 *  @throws RetrogradError E_DATA_FORMAT naming both numbers */
export function checkFitted(scaling: ScalingRecord, name: string, inputShape: Shape): ScalingRecord {
  const columns = sizeOf(inputShape);
  for (const { length } of [scaling.offset, scaling.divisor]) {
    if (length === 1 || length === columns) continue;
    throw formatError(name, `has ${columns} inputs, but the scaling was fitted to ${length}`);
  }
  return scaling;
}

/** The scaling for `gather`; undefined if values are not scaled. */
export function rowScaling({ kind, offset, divisor }: ScalingRecord): RowScaling | undefined {
  if (kind === "none") return undefined;
  return { offset: Float64Array.from(offset), divisor: Float64Array.from(divisor) };
}

/** Mean and standard deviation of each column: `sqrt(mean((value - mean)^2))`, over the rows; 1 for a constant column. */
function standardize(
  { inputShape, blocks }: TrainingBlocks,
  { name, inputNames }: Dataset,
): Pick<ScalingRecord, "offset" | "divisor"> {
  const columns = sizeOf(inputShape);
  const [mean, divisor] = [new Float64Array(columns), new Float64Array(columns)];
  const varies = new Uint8Array(columns);
  let first: RowValues | undefined;
  let count = 0;
  for (const { x } of blocks()) {
    const { values } = x;
    first ??= values.slice(0, columns);
    for (let index = 0, column = 0; index < values.length; index++) {
      mean[column] += values[index];
      if (values[index] !== first[column]) varies[column] = 1;
      if (++column === columns) column = 0;
    }
    count += values.length / columns;
  }
  for (let column = 0; column < columns; column++) mean[column] /= count;
  for (const { x } of blocks()) {
    const { values } = x;
    for (let index = 0, column = 0; index < values.length; index++) {
      divisor[column] += (values[index] - mean[column]) ** 2;
      if (++column === columns) column = 0;
    }
  }
  for (let column = 0; column < columns; column++) {
    divisor[column] = Math.sqrt(divisor[column] / count);
    // explicit, because a rounding error of the mean would give a divisor near 0
    if (varies[column] === 0) [mean[column], divisor[column]] = [first?.[column] ?? 0, 1];
    if (!(divisor[column] > 0 && divisor[column] < Infinity)) {
      const input =
        inputNames === undefined ? `input ${column}` : `column ${formatValue(inputNames[column])}`;
      throw formatError(name, `${input} cannot be standardized: ${reasonOf(divisor[column])}`);
    }
  }
  return { offset: [...mean], divisor: [...divisor] };
}

/** Why a column with this standard deviation cannot be divided by it, and what to do. */
function reasonOf(deviation: number): string {
  if (Number.isNaN(deviation))
    return "it has NaN or infinite numbers; remove those samples, or leave the column out";
  return deviation === 0
    ? "the squares of its differences underflow to 0; multiply its numbers, or leave the column out"
    : "the squares of its numbers overflow; divide its numbers, or leave the column out";
}
