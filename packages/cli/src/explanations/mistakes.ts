import { diagnosticCodes } from "@retrograd/spec";
import type { ExplanationSource } from "./explanation.js";

/** The mistakes that an experiment file can have. */
export const mistakes: ExplanationSource = {
  heading: "Mistakes in an experiment file",
  explanations: Object.entries(diagnosticCodes).map(([code, { title, explanation }]) => ({
    code,
    title,
    meaning: explanation,
  })),
};
