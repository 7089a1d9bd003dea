import { formatValue } from "@retrograd/plugin";
import { optionError } from "./option-error.js";
import type { HeldOut, RowClasses, SplitRows, SplitTable } from "./split-table.js";

/** Checks the fractions or the fold to hold out.
 *  @throws RetrogradError E_OPTION for an invalid fraction or fold */
export function checkHeldOut({ test, validation }: HeldOut): void {
  const isFraction = (value: number) => value > 0 && value < 1;
  if (test !== 0 && !isFraction(test)) {
    throw optionError("test", `"test" must be a fraction between 0 and 1, got ${test}`);
  }
  if (validation === undefined) return;
  if (typeof validation === "number") {
    if (!isFraction(validation)) {
      throw optionError("validation", `"validation" must be a fraction between 0 and 1, got ${validation}`);
    }
    if (test + validation >= 1) {
      throw optionError(
        "validation",
        `"validation" and "test" must leave samples to train on: ${validation} and ${test} leave none`,
      );
    }
    return;
  }
  const { fold, of } = validation;
  const isFold = Number.isSafeInteger(of) && of >= 2 && Number.isSafeInteger(fold) && fold >= 1 && fold <= of;
  if (isFold) return;
  throw optionError(
    "validation",
    `"validation" must be one of at least 2 folds, such as { fold: 1, of: 5 }, got { fold: ${fold}, of: ${of} }`,
  );
}

/** Checks that every split has rows.
 *  @throws RetrogradError E_OPTION naming the option that leaves a split empty */
export function checkFilled({ train, validation, test }: SplitRows, table: SplitTable, held: HeldOut): void {
  const { rows, name } = table;
  const between = (option: "test" | "validation", fraction: number, count: number) =>
    optionError(
      option,
      `"${option}" must leave samples on both sides: ${fraction} of the ${rows} samples of ${name} are ${count}`,
    );
  const rest = rows - test.length;
  if (held.test > 0 && (test.length === 0 || rest === 0)) throw between("test", held.test, test.length);
  if (typeof held.validation === "number") {
    if (validation.length > 0 && train.length > 0) return;
    throw between("validation", held.validation, validation.length);
  }
  if (held.validation === undefined || rest >= held.validation.of) return;
  throw optionError(
    "validation",
    `${held.validation.of} folds need at least as many samples: ${name} has ${rest} that are not in the test split`,
  );
}

/** Checks that every class has rows in every split.
 *  @throws RetrogradError E_OPTION naming the first class that is too small */
export function checkClassesFilled(split: SplitRows, { of, names }: RowClasses, held: HeldOut): void {
  const { test, validation } = held;
  const parts = [
    "train" as const,
    ...(test > 0 ? (["test"] as const) : []),
    ...(validation === undefined ? [] : (["validation"] as const)),
  ];
  const counts = parts.map((part) => ({ part, rows: countClasses(split[part], of, names.length) }));
  for (const [index, name] of names.entries()) {
    const all = counts.reduce((sum, { rows }) => sum + rows[index], 0);
    const rest = all - (test > 0 ? countClasses(split.test, of, names.length)[index] : 0);
    const empty = counts.find(({ rows }) => rows[index] === 0);
    const lacksFolds = typeof validation === "object" && rest < validation.of;
    if (all === 0 || (empty === undefined && !lacksFolds)) continue;
    const place = lacksFolds ? `each of ${validation.of} folds` : `the ${empty?.part} split`;
    throw optionError(
      "stratify",
      `"stratify" cannot give the class ${formatValue(name)} a share of ${place}: it has ${all} ${all === 1 ? "sample" : "samples"}. Add samples of it, change the splits, or leave "stratify" out`,
    );
  }
}

function countClasses(rows: Int32Array, of: ArrayLike<number>, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const row of rows) counts[of[row]]++;
  return counts;
}
