import { diagnoses } from "@retrograd/gradcheck";
import type { ExplanationSource } from "./explanation.js";

/** The likely causes that a gradient check names for a wrong backward. */
export const causes: ExplanationSource = {
  heading: "Causes of a wrong gradient",
  explanations: Object.entries(diagnoses).map(([code, { summary, why, mend }]) => ({
    code,
    title: summary,
    meaning: why,
    mend,
  })),
};
