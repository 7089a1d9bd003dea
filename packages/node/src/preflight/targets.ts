import { sizeOf } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import { formatValue, type SampleSet } from "@retrograd/plugin";
import { formatCount, formatNumberOf } from "../format/numbers.js";
import { explainFarTarget, farTarget } from "../insight/far-from-zero.js";
import type { Messages } from "../messages.js";
import type { PreflightCheck } from "./preflight-check.js";

// how many stored samples are read together
const block = 1000;
/** Size of targets that no usual learning rate reaches from outputs near 1. */
const tooFar = 1000;

/** Checks that there is anything to learn. Samples of a single class, or with equal values, are learned at once with a
 *  meaningless accuracy: training only warns of them. Values so far from 0 that no usual learning rate reaches them fail too. */
export function checkTargets(data: PreparedData): PreflightCheck {
  const constant = checkConstantTargets(data);
  const target = farTarget(data);
  if (!constant.ok || target === undefined || target.size < tooFar) return constant;
  const { finding, advice } = explainFarTarget(target);
  return { name: "targets", ok: false, message: finding, fix: advice };
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
    fix: isSplit
      ? "data.stratify: true gives each class its share of every split; a data.limit may leave out the others"
      : "check that the target column is the right one",
  };
}

/** Warns when there is nothing to learn, for a command that continues anyway. */
export function warnOfTargets(data: PreparedData, { warn }: Pick<Messages, "warn">): void {
  const { ok, message, fix } = checkConstantTargets(data);
  if (!ok) warn(`warning: ${message}; ${fix}`);
}

/** The target of all samples, if it is the same for all. */
function loneTarget(samples: SampleSet): readonly number[] | undefined {
  const count = sampleCount(samples);
  const width = sizeOf(samples.t.shape);
  let first: readonly number[] | undefined;
  for (const values of targetsOf(samples, count)) {
    const target = first ?? Array.from(values.slice(0, width));
    first = target;
    if (!values.every((value, i) => value === target[i % width])) return undefined;
  }
  return first;
}

/** The targets, those of stored samples block by block. */
function* targetsOf(samples: SampleSet, count: number) {
  if (!("read" in samples)) {
    yield samples.t.values;
    return;
  }
  for (let start = 0; start < count; start += block) {
    const length = Math.min(block, count - start);
    yield samples.read(Int32Array.from({ length }, (_, row) => start + row)).t.values;
  }
}
