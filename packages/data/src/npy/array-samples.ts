import {
  defined,
  formatShape,
  type Rows,
  type RowValues,
  type Shape,
  sameShape,
  sizeOf,
} from "@retrograd/core";
import type { Dataset, InputPart, Samples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { indexOfOne, oneHotMessage } from "../stored/one-hot.js";
import type { NpyArray } from "./read-npy.js";

/** An array and its name for errors. */
export interface NamedArray extends NpyArray {
  readonly name: string;
}

/** Inputs and targets of the training samples, and of the test samples, if any. */
export interface ArrayPairs {
  readonly train: ArrayPair;
  readonly test?: ArrayPair | undefined;
  /** What the targets are. Default: decided by the array of targets. */
  readonly targets?: ArrayTargets | undefined;
}

/** What an array of targets is. "sequences": [samples, ...steps], a class for each step. */
type ArrayTargets = "classes" | "values" | "sequences";

/** Row i of `t` belongs to row i of `x`. */
interface ArrayPair {
  readonly x: NamedArray;
  /** The inputs by name in a row of x, if there are several. */
  readonly parts?: readonly InputPart[];
  readonly t: NamedArray;
}

/** Maximum number of classes. Each needs an output. */
const maxClasses = 65_536;

/** Makes samples from arrays x: [samples, ...] and t: [samples] or [samples, values]. The axes of an input become one.
 *  Targets of one axis of whole numbers are classes, 0 to the largest in training; all others are values. Of sequences,
 *  negative numbers count as no class, for a loss to ignore.
 *  @throws RetrogradError E_DATA_FORMAT when two arrays do not match, or a label is not a class */
export function arraySamples({
  train,
  test,
  targets: targetsOption,
}: ArrayPairs): Omit<Dataset, "name" | "files"> {
  const targets = targetsOption ?? (train.t.type.whole && train.t.shape.length === 1 ? "classes" : "values");
  const trainSamples = samplesOf(train, targets);
  const names = targetNamesOf(train.t, targets);
  if (test !== undefined) checkTest(train, test, targets, names.length);
  const maximum = train.x.type.maximum;
  return {
    targets: targets === "sequences" ? "classes" : targets,
    targetNames: names,
    ...defined({ inputs: train.parts }),
    ...(maximum !== undefined && (test === undefined || test.x.type.maximum === maximum) ? { maximum } : {}),
    samples:
      test === undefined ? { all: trainSamples } : { train: trainSamples, test: samplesOf(test, targets) },
  };
}

function samplesOf({ x, t }: ArrayPair, targets: ArrayTargets): Samples {
  const [count, ...itemShape] = x.shape;
  if (count === undefined) throw formatError(x.name, "must hold inputs [samples, ...], got a single number");
  if (t.shape[0] !== count) {
    throw formatError(
      t.name,
      `must hold a target for each of the ${count} inputs of ${x.name}, got ${t.shape.length === 0 ? "a single number" : `${t.shape[0]}`}`,
    );
  }
  const inputs = { shape: [sizeOf(itemShape)], values: x.values };
  const rows = { classes: labelRows, values: valueRows, sequences: sequenceRows };
  return { x: inputs, t: rows[targets](t) };
}

function sequenceRows({ shape, values, name }: NamedArray): Rows {
  if (shape.length < 2)
    throw formatError(
      name,
      `must hold a class for each step, [samples, ...steps], got ${formatShape(shape)}`,
    );
  const wrong = values.findIndex((label) => !(Number.isInteger(label) && label < maxClasses));
  if (wrong < 0) return { shape: shape.slice(1), values };
  const steps = sizeOf(shape.slice(1));
  throw formatError(
    name,
    `step ${wrong % steps} of sample ${Math.floor(wrong / steps)} must be a whole number below ${maxClasses}, got ${values[wrong]}`,
  );
}

function labelRows(labels: NamedArray): Rows {
  const { shape, values, name, type } = labels;
  if (sizeOf(shape) !== shape[0]) return oneHotRows(labels);
  const wrong = values.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < maxClasses));
  if (wrong >= 0) {
    const or = type.whole ? "" : ": write targets: values to learn the number itself";
    throw formatError(
      name,
      `label ${wrong} must be a class from 0 to ${maxClasses - 1}, got ${values[wrong]}${or}`,
    );
  }
  return { shape: [], values };
}

/** One-hot classes: each has a column, which is 1 in the rows of that class and 0 in others. */
function oneHotRows({ shape, values, name }: NamedArray): Rows {
  const [count, classes] = shape;
  if (shape.length !== 2) {
    throw formatError(
      name,
      `must hold one class per sample, [samples], or one-hot classes, [samples, classes], got ${formatShape(shape)}`,
    );
  }
  const labels = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    labels[row] = indexOfOne(values, row * classes, classes);
    if (labels[row] < 0)
      throw formatError(
        name,
        `row ${row} ${oneHotMessage(values.subarray(row * classes, (row + 1) * classes))}`,
      );
  }
  return { shape: [], values: labels };
}

function valueRows({ shape, values, name }: NamedArray): Rows {
  if (shape.length > 2)
    throw formatError(name, `must hold targets [samples, values], got ${formatShape(shape)}`);
  return { shape: [shape[1] ?? 1], values };
}

function targetNamesOf({ shape, values }: NamedArray, targets: ArrayTargets): readonly string[] {
  const isOneHot = targets === "classes" && shape.length === 2 && shape[1] !== 1;
  const count = targets !== "values" && !isOneHot ? largestOf(values) + 1 : (shape[1] ?? 1);
  return Array.from({ length: count }, (_, index) => String(index));
}

function largestOf(values: RowValues): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}

function checkTest(train: ArrayPair, test: ArrayPair, targets: ArrayTargets, classes: number): void {
  for (const [k, { name, size }] of (train.parts ?? []).entries()) {
    const got = test.parts?.[k]?.size;
    if (got === size) continue;
    throw formatError(test.x.name, `the input ${name} must have ${size} numbers as in training, got ${got}`);
  }
  for (const [trainArray, testArray] of [
    [train.x, test.x],
    [train.t, test.t],
  ] as const) {
    const [expected, got]: Shape[] = [trainArray.shape.slice(1), testArray.shape.slice(1)];
    if (sameShape(expected, got)) continue;
    throw formatError(
      testArray.name,
      `rows must be ${formatShape(expected)} like those of ${trainArray.name}, got ${formatShape(got)}`,
    );
  }
  const isOneHot = targets === "classes" && sizeOf(test.t.shape) !== test.t.shape[0];
  if (targets === "values" || isOneHot) return;
  const wrong = test.t.values.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw formatError(
      test.t.name,
      `label ${wrong} must be a class from 0 to ${classes - 1} like those of ${train.t.name}, got ${test.t.values[wrong]}`,
    );
  }
}
