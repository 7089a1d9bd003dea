import { RetrogradError } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";
import type { Explanation, ExplanationSource } from "./explanation.js";

/** The explanation of a code, whatever the case of its letters.
 *  @throws RetrogradError E_UNKNOWN_NAME with the code that was probably meant */
export function findExplanation(sources: readonly ExplanationSource[], code: string): Explanation {
  const all = sources.flatMap(({ explanations }) => explanations);
  const found = all.find((explanation) => explanation.code.toLowerCase() === code.toLowerCase());
  if (found !== undefined) return found;
  const suggestion = suggestionFor(
    code,
    all.map((explanation) => explanation.code),
  );
  const meant = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `there is no code ${JSON.stringify(code)} to explain.${meant} retrograd explain lists all`,
  );
}
