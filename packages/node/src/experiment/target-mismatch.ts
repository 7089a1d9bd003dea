import { type PreparedData, sampleCount } from "@retrograd/data";
import { formatNumberOf } from "../format/numbers.js";
import { countClasses, labelsNotFromZero, listNames, namesOfMissing } from "./class-labels.js";

const maxRows = 1000;
/** More classes than this, all of them numbers, are more likely values. */
const manyNumbers = 20;

/** Explains why a loss that learns classes cannot learn targets that are values, or the reverse. */
export function explainOtherTargets(id: string, data: PreparedData): string {
  const { name, targets, targetNames } = data;
  if (targets === "classes") {
    const or = targetNames.every(isNumber)
      ? ", or write targets: values where the data set has that option"
      : "";
    return `${id} learns values, but the targets of ${name} are classes: end with a loss such as SoftmaxWithLoss${or}`;
  }
  const but = `${id} learns classes, but the targets of ${name} are values`;
  const regression = "end with a loss such as IdentityWithLoss";
  switch (valuesOf(data)) {
    case "one-hot":
      return `${but}, one-hot: write targets: classes, or ${regression} to learn them as values`;
    case "whole":
      return `${but}: ${regression}, or write targets: classes where the data set has that option`;
    case "other":
      return `${but} that cannot be classes: ${regression}`;
  }
}

/** Explains why a loss cannot learn data with more classes than it distinguishes. */
export function explainTooManyClasses(id: string, outputs: number, data: PreparedData): string {
  const { name, targetNames } = data;
  const count = targetNames.length;
  const has = `${id} distinguishes ${outputs} ${outputs === 1 ? "class" : "classes"}`;
  const shifted = labelsNotFromZero(data, countClasses(data));
  if (shifted !== undefined) return `${has}, but ${name} has labels up to ${count - 1}: ${shifted}`;
  const missing = namesOfMissing(data);
  const other =
    missing.length > 0
      ? `, or leave out the samples whose label is ${listNames(missing)} if that marks a missing one`
      : targetNames.every(isNumber) && (count > manyNumbers || outputs === 1)
        ? ", or write targets: values to learn the number itself, with a loss such as IdentityWithLoss"
        : "";
  return `${has}, but ${name} has ${count} (${listNames(targetNames)}): give the layer before it ${formatNumberOf(count, "unit")}${other}`;
}

/** Whether values could also be classes, judged by the first training samples. */
function valuesOf({ train }: PreparedData): "one-hot" | "whole" | "other" {
  const length = Math.min(maxRows, sampleCount(train));
  const { t } = "read" in train ? train.read(Int32Array.from({ length }, (_, row) => row)) : train;
  const width = t.shape[0] ?? 1;
  const values = t.values.subarray(0, length * width);
  if (width === 1) return values.every((value) => Number.isInteger(value) && value >= 0) ? "whole" : "other";
  let ones = 0;
  for (const value of values) ones += value;
  return ones === length && values.every((value) => value === 0 || value === 1) ? "one-hot" : "other";
}

function isNumber(name: string): boolean {
  return name.trim() !== "" && Number.isFinite(Number(name));
}
