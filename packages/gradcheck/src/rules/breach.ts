import type { Diagnosis, DiagnosisCode } from "../causes/diagnoses.js";
import type { TensorReport } from "../check/report.js";

/** A rule that a layer breaks. */
export interface Breach {
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly diagnosis: Diagnosis;
}

/** Creates a breach. message: the observation, as a clause */
export function breach(tensor: string, code: DiagnosisCode, message: string): Breach {
  return { tensor, diagnosis: { code, message } };
}

// Breaches that do not affect the other gradients of the layer.
const harmless: readonly DiagnosisCode[] = ["missing-gradient", "wrong-shape", "wrong-dtype"];

/** Whether a layer with these breaches can still be run and compared. */
export function mayBeCompared(breaches: readonly Breach[]): boolean {
  return breaches.every(({ diagnosis }) => harmless.includes(diagnosis.code));
}

/** The report, failed if its tensor breaks a rule. A report that failed already gets the first breach as its cause. */
export function withCause(report: TensorReport, breaches: readonly Breach[]): TensorReport {
  const [first] = breaches;
  const result = withBreach(report, breaches);
  return result !== report || report.verdict !== "fail" || first === undefined
    ? result
    : { ...report, diagnosis: first.diagnosis };
}

/** The report, failed if its tensor breaks a rule. */
export function withBreach(report: TensorReport, breaches: readonly Breach[]): TensorReport {
  const match = breaches.find(({ tensor }) => tensor === report.tensor);
  return match === undefined ? report : { ...report, verdict: "fail", diagnosis: match.diagnosis };
}
