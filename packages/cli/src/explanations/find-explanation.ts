import type { Explanation, ExplanationSource } from "./explanation.js";

/** Finds the explanation of a code; undefined if there is none. Upper and lower case are equivalent. */
export function findExplanation(
  sources: readonly ExplanationSource[],
  code: string,
): Explanation | undefined {
  return sources
    .flatMap(({ explanations }) => explanations)
    .find((explanation) => explanation.code.toLowerCase() === code.toLowerCase());
}
