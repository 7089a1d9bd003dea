import type { RandomStreams } from "@retrograd/core";
import { apportion, type Quota } from "./apportion.js";
import { checkClassesFilled, checkFilled, checkHeldOut } from "./check-split.js";
import type { Fold, HeldOut, RowClasses, SplitRows, SplitTable } from "./split-table.js";

const [toTrain, toValidation, toTest] = [0, 1, 2];

/** Splits rows by one permutation (stream "data/split"): the first are for the test, the next for validation, the rest for
 *  training, so that a validation split does not change the test split. Of the rows that are not for the test, row j is in
 *  fold j mod `of`. With classes, the rows of each class are split like this, and each class has its exact share of every
 *  split, rounded up or down. Ordered rows follow their own order from the last to the first.
 *  @throws RetrogradError E_OPTION when a split, or a class in one, would be empty */
export function splitRows(table: SplitTable, held: HeldOut, streams: RandomStreams): SplitRows {
  checkHeldOut(held);
  const { rows, classes } = table;
  const { ordered = false } = held;
  const order = ordered
    ? Int32Array.from({ length: rows }, (_, index) => rows - 1 - index)
    : streams.stream("data/split").permutation(rows);
  const strata = classes === undefined ? [order] : strataOf(order, classes);
  const sizes = strata.map(({ length }) => length);
  const minimum = classes === undefined ? 0 : 1;
  const test = apportion(
    sizes.map((size) => testQuota(size * held.test, minimum)),
    Math.round(rows * held.test),
  );
  const part = new Uint8Array(rows);
  for (const [index, stratum] of strata.entries()) mark(part, stratum.subarray(0, test[index]), toTest);
  const rest = strata.map((stratum, index) => stratum.subarray(test[index]));
  const { validation } = held;
  if (typeof validation === "number") {
    const quotas = sizes.map((size, index) =>
      validationQuota(size * validation, test[index] - size * held.test, minimum),
    );
    const counts = apportion(quotas, Math.round(rows * validation));
    for (const [index, stratum] of rest.entries())
      mark(part, stratum.subarray(0, counts[index]), toValidation);
  } else if (validation !== undefined) {
    markFold(part, rest, validation);
  }
  const inOrder = ordered ? order.toReversed() : order;
  const members = (target: number) => inOrder.filter((row) => part[row] === target);
  const split = { train: members(toTrain), validation: members(toValidation), test: members(toTest) };
  checkFilled(split, table, held);
  if (classes !== undefined) checkClassesFilled(split, classes, held);
  return split;
}

/** The rows of each class, in the order of the permutation. */
function strataOf(order: Int32Array, { of, names }: RowClasses): readonly Int32Array[] {
  const sizes = new Int32Array(names.length);
  for (const row of order) sizes[of[row]]++;
  const strata = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(names.length);
  for (const row of order) strata[of[row]][filled[of[row]]++] = row;
  return strata;
}

function testQuota(ideal: number, minimum: number): Quota {
  const high = Math.ceil(ideal);
  return { ideal, low: Math.min(Math.max(Math.floor(ideal), minimum), high), high };
}

/** The share of the validation split, rounded so that the training split is within one row of its share. `surplus`: rows of the
 *  test split above its share */
function validationQuota(ideal: number, surplus: number, minimum: number): Quota {
  const fits = [Math.floor(ideal), Math.ceil(ideal)].filter((count) => Math.abs(surplus + count - ideal) < 1);
  const enough = fits.filter((count) => count >= minimum);
  const counts = enough.length > 0 ? enough : fits;
  return { ideal, low: Math.min(...counts), high: Math.max(...counts) };
}

function markFold(part: Uint8Array, rest: readonly Int32Array[], { fold, of }: Fold): void {
  let index = 0;
  for (const stratum of rest) {
    for (const row of stratum) {
      if (index % of === fold - 1) part[row] = toValidation;
      index++;
    }
  }
}

function mark(part: Uint8Array, rows: Int32Array, target: number): void {
  for (const row of rows) part[row] = target;
}
