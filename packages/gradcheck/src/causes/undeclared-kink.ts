import type { Diagnosis } from "./diagnoses.js";

/** `undeclared-kink`: the differences cross kinks that the layer does not declare. */
export const undeclaredKink: Diagnosis = {
  code: "undeclared-kink",
  message: "forward has a kink here and declares no branches, so differences cannot avoid it",
};
