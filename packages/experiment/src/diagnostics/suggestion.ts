import { closestMatch } from "leven";

const maxEdits = 2;

/** The word that `got` was probably meant to be: the same but for case, or the nearest within two edits
 *  that keeps a character of it; undefined when nothing is near. */
export function suggestionFor(got: string, candidates: readonly string[]): string | undefined {
  const sameLetters = candidates.find((word) => word.toLowerCase() === got.toLowerCase());
  if (sameLetters !== undefined) return sameLetters;
  const maxDistance = Math.min(maxEdits, got.length - 1);
  return maxDistance > 0 ? closestMatch(got, candidates, { maxDistance }) : undefined;
}
