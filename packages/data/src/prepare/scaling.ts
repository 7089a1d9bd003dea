import { type RowScaling, type RowValues, type Shape, sizeOf } from "@retrograd/core";
import { type Dataset, formatValue, type Samples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { optionError } from "./option-error.js";

/** How inputs are brought to the size a network likes. */
export type Scale = "unit" | "none" | "standardize";

/** What was done to the inputs, for the record of a run: `(value - offset) / divisor`, one pair for all or one a column. */
export interface ScalingRecord {
  readonly kind: Scale;
  readonly offset: readonly number[];
  readonly divisor: readonly number[];
}

/** The training samples, block by block, as often as they are asked for. */
export interface TrainingBlocks {
  readonly inputShape: Shape;
  blocks(): Iterable<Samples>;
}

/** Finds the scaling of a data set. `train` are the training samples, the only ones that standardize looks at.
 *  @throws RetrogradError E_OPTION for "unit" where the data know no largest value */
export function findScaling(scale: Scale, dataset: Dataset, train: TrainingBlocks): ScalingRecord {
  switch (scale) {
    case "none":
      return { kind: scale, offset: [0], divisor: [1] };
    case "unit":
      if (dataset.maximum === undefined) {
        throw optionError(
          "scale",
          `scale "unit" divides by the largest value an input can have, which ${dataset.name} does not know: say scale: standardize, or none`,
        );
      }
      return { kind: scale, offset: [0], divisor: [dataset.maximum] };
    case "standardize":
      return { kind: scale, ...standardize(train, dataset) };
    default:
      throw optionError("scale", `"scale" must be "unit" or "none" or "standardize", got ${String(scale)}`);
  }
}

/** Checks that a scaling that was fitted before has a pair for each column, or one for all.
 *  @throws RetrogradError E_DATA_FORMAT naming both numbers */
export function checkFitted(scaling: ScalingRecord, name: string, inputShape: Shape): ScalingRecord {
  const columns = sizeOf(inputShape);
  for (const { length } of [scaling.offset, scaling.divisor]) {
    if (length === 1 || length === columns) continue;
    throw formatError(name, `has ${columns} inputs, and the scaling was fitted to ${length}`);
  }
  return scaling;
}

/** The scaling as `gather` applies it; nothing where values stay as they are. */
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
    for (let at = 0, column = 0; at < values.length; at++) {
      mean[column] += values[at];
      if (values[at] !== first[column]) varies[column] = 1;
      if (++column === columns) column = 0;
    }
    count += values.length / columns;
  }
  for (let column = 0; column < columns; column++) mean[column] /= count;
  for (const { x } of blocks()) {
    const { values } = x;
    for (let at = 0, column = 0; at < values.length; at++) {
      divisor[column] += (values[at] - mean[column]) ** 2;
      if (++column === columns) column = 0;
    }
  }
  for (let column = 0; column < columns; column++) {
    divisor[column] = Math.sqrt(divisor[column] / count);
    // not left to rounding: a mean that is off by a bit would give a divisor near 0
    if (varies[column] === 0) [mean[column], divisor[column]] = [first?.[column] ?? 0, 1];
    if (!(divisor[column] > 0 && divisor[column] < Infinity)) {
      const input =
        inputNames === undefined ? `input ${column}` : `column ${formatValue(inputNames[column])}`;
      throw formatError(name, `${input} cannot be standardized: ${reasonOf(divisor[column])}`);
    }
  }
  return { offset: [...mean], divisor: [...divisor] };
}

/** Why a standard deviation divides nothing, and what to do. */
function reasonOf(deviation: number): string {
  if (Number.isNaN(deviation)) return "it holds NaN or infinities; remove those samples, or leave it out";
  return deviation === 0
    ? "its numbers are too close together to square; multiply them, or leave it out"
    : "its numbers are too large to square; divide them, or leave it out";
}
