import type { TensorReport } from "../check/report.js";
import type { Diagnosis } from "./diagnoses.js";

/** `undeclared-kink`: the differences cross kinks that the layer does not declare. */
export const undeclaredKink: Diagnosis = {
  code: "undeclared-kink",
  message: "forward has a kink here and declares no branches, so differences cannot avoid it",
};

/** Adds to a subgradient verdict of a layer alone, or of a loss, that it comes from kinks that are not declared. */
export function withUndeclaredKink(report: TensorReport): TensorReport {
  const own = report.local ?? report.whole;
  return report.verdict === "subgradient" && own?.verdict === "subgradient"
    ? { ...report, diagnosis: undeclaredKink }
    : report;
}
