import { type Explanation as Cause, diagnoses } from "@retrograd/gradcheck";
import type { ExplanationSource } from "./explanation.js";

/** The likely causes that a gradient check reports for a wrong backward. */
export const causes: ExplanationSource = {
  heading: "Causes of a wrong gradient",
  explanations: Object.entries<Cause>(diagnoses).map(
    ([code, { verdict = "fail", summary, why, fix, example }]) => ({
      code,
      title: summary,
      meaning: why,
      output: `${verdict} LAYER.TENSOR: ...; ${code}: ${example.message}`,
      command: "retrograd gradcheck FILE --layer LAYER --seed 0 --batch 3",
      fix,
      example: `In a ${example.of} for inputs of [4]; - is wrong, + is right:\n\n${example.diff.trim().replace(/^/, "  ")}`,
    }),
  ),
};
