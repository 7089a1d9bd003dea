import { type Rows, sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";

/** The column of a table whose numbers are the farthest from 0. */
export interface FarColumn {
  readonly name: string;
  readonly mean: number;
  /** Standard deviation: `sqrt(mean((value - mean)^2))` */
  readonly deviation: number;
  /** Root of the mean square: `sqrt(mean^2 + deviation^2)` */
  readonly size: number;
}

/** What of the prepared data is needed to find such a column. */
export type ColumnData = Pick<
  PreparedData,
  "targets" | "targetNames" | "inputNames" | "inputShape" | "scaling" | "train"
>;

const maxRows = 1000;
/** Networks start with outputs and inputs near 1. A column whose size is below this is rarely why training starts badly, diverges
 *  or ends worse than the mean. */
const far = 10;

/** The target column farthest from 0, if its size is above 10; undefined for classes. Reads at most 1,000 training samples. */
export function farTarget(data: ColumnData): FarColumn | undefined {
  if (data.targets === "classes") return undefined;
  return farthest(rowsOf(data, "t"), (i) => data.targetNames[i] ?? `${i}`);
}

/** The input column farthest from 0, after data.scale, if its size is above 10. */
export function farInput(data: ColumnData): FarColumn | undefined {
  return farthest(rowsOf(data, "x"), (i) => data.inputNames?.[i] ?? `with index ${i}`);
}

/** What is wrong with a column, and how to fix it. */
export interface FarFinding {
  readonly finding: string;
  readonly advice: string;
}

/** Explains a target far from 0. */
export function explainFarTarget({ name, mean, deviation }: FarColumn): FarFinding {
  const [center, spread] = [short(mean), short(deviation > 0 ? deviation : Math.abs(mean))];
  const shifted = mean < 0 ? `${name} + ${short(-mean)}` : `${name} - ${center}`;
  return {
    finding: `the target ${name} is far from 0: mean ${center}, standard deviation ${short(deviation)}`,
    advice: `data.scale changes inputs only, so write (${shifted}) / ${spread} in its place; predictions are then in that unit`,
  };
}

/** Explains an input far from 0. */
export function explainFarInput(
  { name, mean, deviation }: FarColumn,
  { scaling }: Pick<ColumnData, "scaling">,
): FarFinding {
  const where = scaling.kind === "none" ? "" : `, also after data.scale: ${scaling.kind}`;
  const advice =
    scaling.kind === "standardize"
      ? "look for outliers in that column"
      : "data.scale: standardize brings each column to mean 0 and standard deviation 1";
  const finding = `the input ${name} is far from 0${where}: mean ${short(mean)}, standard deviation ${short(deviation)}`;
  return { finding, advice };
}

/** At most 1,000 training samples, at equal distances, since tables are often sorted. */
function rowsOf({ train }: ColumnData, part: "x" | "t"): Rows {
  const count = sampleCount(train);
  const rows = Math.min(maxRows, count);
  const indices = Int32Array.from({ length: rows }, (_, i) => Math.floor((i * count) / rows));
  if ("read" in train) return train.read(indices)[part];
  const all = train[part];
  const width = sizeOf(all.shape);
  const values = new Float64Array(rows * width);
  for (const [row, index] of indices.entries()) {
    for (let i = 0; i < width; i++) values[row * width + i] = all.values[index * width + i] ?? Number.NaN;
  }
  return { ...all, values };
}

function farthest({ shape, values, scaling }: Rows, nameOf: (column: number) => string) {
  const width = sizeOf(shape);
  const rows = width === 0 ? 0 : values.length / width;
  let worst: FarColumn | undefined;
  for (let column = 0; column < width; column++) {
    const one = scaling?.offset.length === 1 ? 0 : column;
    const [offset, divisor] = [scaling?.offset[one] ?? 0, scaling?.divisor[one] ?? 1];
    const value = (row: number) => ((values[row * width + column] ?? Number.NaN) - offset) / divisor;
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += value(row);
    mean /= rows;
    let variance = 0;
    for (let row = 0; row < rows; row++) variance += (value(row) - mean) ** 2;
    variance /= rows;
    const size = Math.sqrt(mean ** 2 + variance);
    if (size > far && size > (worst?.size ?? 0)) {
      worst = { name: nameOf(column), mean, deviation: Math.sqrt(variance), size };
    }
  }
  return worst;
}

/** Three digits, or four from 1,000 on: 4.12e5, 2002, 31.2, 0.0312. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return value.toExponential(2).replace("e+", "e");
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
}
