import type { Diagnosis, DiagnosisCode } from "../causes/diagnoses.js";
import type { TensorReport } from "../check/report.js";

/** A rule that a layer breaks, by what it keeps, changes or reads. */
export interface Breach {
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly diagnosis: Diagnosis;
}

/** A broken rule and what was seen of it, as a clause. */
export function breach(tensor: string, code: DiagnosisCode, message: string): Breach {
  return { tensor, diagnosis: { code, message } };
}

// Breaking one of these leaves the other gradients of the layer as they are.
const harmless: readonly DiagnosisCode[] = ["missing-gradient", "wrong-shape", "wrong-dtype"];

/** Whether a layer that breaks these rules can still be run and compared. */
export function mayBeCompared(breaches: readonly Breach[]): boolean {
  return breaches.every(({ diagnosis }) => harmless.includes(diagnosis.code));
}

/** A report that fails where a rule is broken, or that names the broken rule as the cause where it fails anyway. */
export function withCause(report: TensorReport, breaches: readonly Breach[]): TensorReport {
  const [first] = breaches;
  const own = withBreach(report, breaches);
  return own !== report || report.verdict !== "fail" || first === undefined
    ? own
    : { ...report, diagnosis: first.diagnosis };
}

/** A report that fails where a rule is broken. */
export function withBreach(report: TensorReport, breaches: readonly Breach[]): TensorReport {
  const found = breaches.find(({ tensor }) => tensor === report.tensor);
  return found === undefined ? report : { ...report, verdict: "fail", diagnosis: found.diagnosis };
}
