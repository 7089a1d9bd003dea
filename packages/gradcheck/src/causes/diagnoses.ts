import { calls } from "./explanations/calls.js";
import type { Explanation } from "./explanations/explanation.js";
import { factors } from "./explanations/factors.js";
import { forms } from "./explanations/forms.js";
import { numbers } from "./explanations/numbers.js";
import { places } from "./explanations/places.js";

const table = { ...factors, ...places, ...calls, ...forms, ...numbers } as const;

/** Stable code of a likely cause, from a closed union. */
export type DiagnosisCode = keyof typeof table;

/** Every cause that a check can name, with its explanation. */
export const diagnoses: Readonly<Record<DiagnosisCode, Explanation>> = table;

/** The likely cause of one failure. */
export interface Diagnosis {
  readonly code: DiagnosisCode;
  /** The observation, as a clause: "backward is -1 times the derivative". */
  readonly message: string;
  /** Backward divided by the derivative, where the ratio is the same in every element. */
  readonly ratio?: number;
}
