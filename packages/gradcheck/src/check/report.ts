import type { Shape } from "@retrograd/core";
import type { Diagnosis } from "../causes/diagnoses.js";
import type { Comparison } from "../derivative/comparison.js";
import type { Mode } from "../derivative/mode.js";
import type { Verdict } from "../derivative/verdict.js";

/** What was found of one tensor: a parameter, or "x", a layer's input. */
export interface TensorReport {
  /** Id of the layer, or of the loss. */
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly shape: Shape;
  readonly elements: number;
  /** How it was checked. */
  readonly mode: Mode;
  readonly verdict: Verdict;
  /** The layer alone, against a random cotangent. Absent for a loss, whose own gradient is the whole. */
  readonly local?: Comparison;
  /** From here to the network's loss. Absent where a layer is checked by itself. */
  readonly whole?: Comparison;
  /** The likely cause, where the verdict is fail and the layer is to blame. */
  readonly diagnosis?: Diagnosis;
  /** Where the verdict is fail: id of the layer whose backward is wrong. */
  readonly blame?: string;
}

/** How far a float32 gradient is from the float64 one, the layer alone on the same numbers. */
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
  /** How every tensor was checked; "mixed" where some were checked by every element and others along directions. */
  readonly mode: Mode | "mixed";
  readonly batch: number;
  readonly seed: number;
  /** Name of the engine that was checked. */
  readonly engine: string;
  /** Steps of gradient descent before the check. */
  readonly burnIn: number;
  /** The only step of the differences, where one was asked for. */
  readonly step?: number;
  /** Forward passes of the layers that were checked, each from its own input. */
  readonly evaluations: number;
  /** In the order of the network; a layer's input before its parameters. */
  readonly tensors: readonly TensorReport[];
  /** The engine in use at float32 against float64, where it was asked for. */
  readonly training?: { readonly engine: string; readonly tensors: readonly PrecisionReport[] };
}

/** One line for a failure: where, by how much, the likely cause, and whose fault. */
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
  const setup = index.length === 0 ? name : `${name}[${index.join(", ")}]`;
  const told =
    failed.wrong === 0
      ? `${name}${blame}`
      : `${setup}: backward says ${analytic}, differences say ${numeric}; ${extent}${blame}`;
  if (failed.wrong === 0) return cause === "" ? told : `${told}: ${cause}`;
  return cause === "" ? told : `${told}; ${cause}`;
}

/** Why nothing was proved of a gradient: the rest of "nothing was proved, since". */
export function describeUnproved({ layer, local, whole, diagnosis, blame }: TensorReport): string {
  if (diagnosis !== undefined) {
    const where = blame === undefined || blame === layer ? "" : ` (of ${blame})`;
    return `${diagnosis.message}${where}; ${diagnosis.code}`;
  }
  if (blame !== undefined && blame !== layer) return `${blame} after it proves nothing`;
  const unseen = [local, whole].find((comparison) => comparison?.verdict === "inconclusive");
  switch (unseen?.unproved) {
    case "zero":
      return "every gradient is zero";
    case "small":
      return `gradients of ${unseen.largest.toExponential(1)} are too small to be seen: differences can be off by ${unseen.noise.toExponential(1)}`;
    case "kinks":
      return "every gradient stands on several kinks at once";
    case "nothing-compared":
      return "there was nothing to compare";
    default:
      return "something is not a number";
  }
}
