import { RetrogradError } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";
import type { Explanation, ExplanationSource } from "./explanation.js";

/** Finds the explanation of a code. Upper and lower case are equivalent.
 *  @throws RetrogradError E_UNKNOWN_NAME, with the most similar code as a suggestion */
export function findExplanation(sources: readonly ExplanationSource[], code: string): Explanation {
  const all = sources.flatMap(({ explanations }) => explanations);
  const match = all.find((explanation) => explanation.code.toLowerCase() === code.toLowerCase());
  if (match !== undefined) return match;
  const suggestion = suggestionFor(
    code,
    all.map((explanation) => explanation.code),
  );
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `there is no code ${JSON.stringify(code)} to explain.${hint} retrograd explain lists all codes`,
  );
}
