import type { Diagnosis } from "./diagnoses.js";

/** `undeclared-kink`: a nudge reaches kinks that the layer does not declare. */
export const undeclaredKink: Diagnosis = {
  code: "undeclared-kink",
  message: "forward has a kink here and declares no branches, so that differences cannot keep clear of it",
};
