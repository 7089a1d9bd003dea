import { closestMatch } from "leven";

const maxEdits = 2;

/** The word that was probably intended: the same word in another case, or else the nearest one within two edits that keeps
 *  at least one character. Undefined if there is none. */
export function suggestionFor(got: string, candidates: readonly string[]): string | undefined {
  const sameLetters = candidates.find((word) => word.toLowerCase() === got.toLowerCase());
  if (sameLetters !== undefined) return sameLetters;
  const maxDistance = Math.min(maxEdits, got.length - 1);
  return maxDistance > 0 ? closestMatch(got, candidates, { maxDistance }) : undefined;
}
