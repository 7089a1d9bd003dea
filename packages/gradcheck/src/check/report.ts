import type { Shape } from "@retrograd/core";
import type { Diagnosis } from "../causes/diagnoses.js";
import type { Comparison } from "../derivative/comparison.js";
import type { Mode } from "../derivative/mode.js";
import type { Verdict } from "../derivative/verdict.js";

/** Outcome of the check of one tensor: a parameter, or "x", a layer's input. */
export interface TensorReport {
  /** Id of the layer or the loss. */
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly shape: Shape;
  readonly elements: number;
  /** How it was checked. */
  readonly mode: Mode;
  readonly verdict: Verdict;
  /** The tensor holds whole numbers from 0 to `indices` - 1. They have no gradient, so that nothing was compared. */
  readonly indices?: number;
  /** The layer alone, with a random cotangent. Absent for a loss. */
  readonly local?: Comparison;
  /** The gradient of the network's loss. Absent where a layer is checked by itself. */
  readonly whole?: Comparison;
  /** The likely cause, where the layer is to blame. */
  readonly diagnosis?: Diagnosis;
  /** Id of the layer at fault, where the verdict is fail. */
  readonly blame?: string;
}

/** How much a float32 gradient differs from the float64 one, for the layer alone on the same values. */
export interface PrecisionReport {
  readonly layer: string;
  readonly type: string;
  readonly tensor: string;
  readonly verdict: "pass" | "fail";
  /** Largest difference, in units of 2^-23 times the largest gradient of the tensor. */
  readonly ulps: number;
  /** Largest difference that passes, in the same unit. */
  readonly tolerance: number;
}

/** Outcome of a gradient check. */
export interface GradientReport {
  /** The worst verdict of all tensors. */
  readonly verdict: Verdict;
  /** The mode of all tensors; "mixed" where they differ. */
  readonly mode: Mode | "mixed";
  readonly batch: number;
  readonly seed: number;
  /** Name of the engine that was checked. */
  readonly engine: string;
  /** Steps of gradient descent before the check. */
  readonly burnIn: number;
  /** The only step of the differences, if one was passed. */
  readonly step?: number;
  /** Number of forward passes of the checked layers, each from the layer's own input. */
  readonly evaluations: number;
  /** In the order of the network; a layer's input before its parameters. */
  readonly tensors: readonly TensorReport[];
  /** Comparison of the training engine in float32 with float64, if a training network was passed. */
  readonly training?: { readonly engine: string; readonly tensors: readonly PrecisionReport[] };
}

/** Describes a failure in one line: the element, both derivatives, the likely cause, and the layer at fault. */
export function describeFailure(report: TensorReport): string {
  const name = `${report.layer}.${report.tensor}`;
  const { diagnosis } = report;
  const cause = diagnosis === undefined ? "" : `${diagnosis.code}: ${diagnosis.message}`;
  const failed = [report.local, report.whole].find((comparison) => comparison?.verdict === "fail");
  if (failed === undefined) return cause === "" ? name : `${name}: ${cause}`;
  const { index, analytic, numeric } = failed.worst;
  const extent = `${failed.wrong} of ${failed.compared} ${failed.mode === "fast" ? "directions" : "elements"} are wrong`;
  const blame =
    report.blame === undefined || report.blame === report.layer ? "" : ` (passed on by ${report.blame})`;
  if (failed.wrong === 0) return cause === "" ? `${name}${blame}` : `${name}${blame}: ${cause}`;
  const element = index.length === 0 ? name : `${name}[${index.join(", ")}]`;
  const numbers = `${element}: backward gives ${analytic}, differences give ${numeric}; ${extent}${blame}`;
  return cause === "" ? numbers : `${numbers}; ${cause}`;
}

/** The reason why a gradient was not proved, as the rest of the sentence "nothing was proved, since ...". */
export function describeUnproved({ layer, local, whole, diagnosis, blame }: TensorReport): string {
  if (diagnosis !== undefined) {
    const where = blame === undefined || blame === layer ? "" : ` (of ${blame})`;
    return `${diagnosis.message}${where}; ${diagnosis.code}`;
  }
  if (blame !== undefined && blame !== layer) return `the later layer ${blame} proves nothing`;
  const unseen = [local, whole].find((comparison) => comparison?.verdict === "inconclusive");
  switch (unseen?.unproved) {
    case "zero":
      return "every gradient is zero";
    case "small":
      return `gradients of ${unseen.largest.toExponential(1)} are too small: the error of the differences is up to ${unseen.noise.toExponential(1)}`;
    case "kinks":
      return "every gradient is on several kinks at once";
    case "nothing-compared":
      return "there was nothing to compare";
    default:
      return "a value is not a number";
  }
}
