import { sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import { formatValue, type SampleSet } from "@retrograd/plugin";
import { formatCount, formatNumberOf } from "../format/numbers.js";
import { explainFarTarget, farTarget } from "../insight/far-from-zero.js";
import type { Messages } from "../messages.js";
import type { PreflightCheck } from "./preflight-check.js";

// stored samples that are looked at together
const block = 1000;
/** Size of targets that no usual learning rate reaches from outputs near 1. */
const tooFar = 1000;

/** Looks whether there is anything to learn: samples of one class alone, or all with the same values, are learned at once,
 *  with an accuracy that says nothing. Training warns of that too, and continues. Values so far from 0 that no usual learning
 *  rate reaches them fail as well. */
export function checkTargets(data: PreparedData): PreflightCheck {
  const constant = checkConstantTargets(data);
  const target = farTarget(data);
  if (!constant.ok || target === undefined || target.size < tooFar) return constant;
  const { finding, advice } = explainFarTarget(target);
  return { name: "targets", ok: false, message: finding, mend: advice };
}

function checkConstantTargets({ name: dataset, targets, targetNames, train }: PreparedData): PreflightCheck {
  const name = "targets";
  const lone = loneTarget(train);
  const count = sampleCount(train);
  if (lone === undefined) {
    const several = targets === "classes" ? "several classes" : "several values";
    return { name, ok: true, message: `${several} among ${formatNumberOf(count, "training sample")}` };
  }
  const what =
    targets === "classes"
      ? `are of the class ${formatValue(targetNames[lone[0] ?? 0])}`
      : `have the same target, ${lone.map(formatValue).join(", ")}`;
  const isSplit = targets === "classes" && targetNames.length > 1;
  return {
    name,
    ok: false,
    message: `all ${formatCount(count)} training samples of ${dataset} ${what}: there is nothing to learn`,
    mend: isSplit
      ? "data.stratify: true gives each class its share of every split; a data.limit may leave out the others"
      : "look whether the target column is the one that was meant",
  };
}

/** Says so where there is nothing to learn, for a command that goes on all the same. */
export function warnOfTargets(data: PreparedData, { warn }: Pick<Messages, "warn">): void {
  const { ok, message, mend } = checkConstantTargets(data);
  if (!ok) warn(`warning: ${message}; ${mend}`);
}

/** The target of all samples, where they have but one. */
function loneTarget(samples: SampleSet): readonly number[] | undefined {
  const count = sampleCount(samples);
  const width = sizeOf(samples.t.shape);
  let first: readonly number[] | undefined;
  for (const values of targetsOf(samples, count)) {
    const own = first ?? Array.from(values.slice(0, width));
    first = own;
    if (!values.every((value, i) => value === own[i % width])) return undefined;
  }
  return first;
}

/** The targets, those of stored samples block by block. */
function* targetsOf(samples: SampleSet, count: number) {
  if (!("read" in samples)) {
    yield samples.t.values;
    return;
  }
  for (let begin = 0; begin < count; begin += block) {
    const length = Math.min(block, count - begin);
    yield samples.read(Int32Array.from({ length }, (_, row) => begin + row)).t.values;
  }
}
