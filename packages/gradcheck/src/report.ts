import type { Shape } from "@retrograd/core";
import type { Comparison } from "./comparison.js";
import type { Verdict } from "./verdict.js";

/** What was found of one tensor: a parameter, or "x", a layer's input. */
export interface TensorReport {
  /** Id of the layer, or of the loss. */
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly shape: Shape;
  readonly elements: number;
  readonly verdict: Verdict;
  /** The layer alone, against a random cotangent. Absent for a loss, whose own gradient is the whole. */
  readonly local?: Comparison;
  /** From here to the network's loss. Absent where a layer is checked by itself. */
  readonly whole?: Comparison;
  /** Why there was nothing to compare: backward gave no gradient, or one of the wrong shape. */
  readonly problem?: string;
  /** Where the verdict is fail: id of the layer whose backward is wrong. */
  readonly blame?: string;
}

/** Outcome of a gradient check. */
export interface GradientReport {
  /** The worst verdict of all tensors. */
  readonly verdict: Verdict;
  readonly batch: number;
  readonly seed: number;
  /** Forward passes that the check took. */
  readonly evaluations: number;
  /** In the order of the network; a layer's input before its parameters. */
  readonly tensors: readonly TensorReport[];
}

/** One line for a failure: where, by how much, and whose fault. */
export function describeFailure(report: TensorReport): string {
  const name = `${report.layer}.${report.tensor}`;
  if (report.problem !== undefined) return `${name}: ${report.problem}`;
  const comparison = report.local?.verdict === "fail" ? report.local : report.whole;
  if (comparison === undefined) return name;
  const { index, analytic, numeric } = comparison.worst;
  const extent = `${comparison.wrong} of ${report.elements} elements are wrong`;
  const blame =
    report.blame === undefined || report.blame === report.layer ? "" : ` (passed on by ${report.blame})`;
  return `${name}[${index.join(", ")}]: backward says ${analytic}, differences say ${numeric}; ${extent}${blame}`;
}
