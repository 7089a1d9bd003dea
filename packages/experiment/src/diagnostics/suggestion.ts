import leven from "leven";

const maxEdits = 2;

/** The word that was probably intended: the same word in another case, or else the nearest one within two edits that keeps
 *  at least one character. Of several that are as near, the one with the same letters, or else with the same first letter.
 *  Undefined if there is none. */
export function suggestionFor(got: string, candidates: readonly string[]): string | undefined {
  const sameWord = candidates.find((word) => word.toLowerCase() === got.toLowerCase());
  if (sameWord !== undefined) return sameWord;
  const maxDistance = Math.min(maxEdits, got.length - 1);
  const distances = candidates.map((word) => leven(got, word, { maxDistance: maxEdits + 1 }));
  const least = Math.min(...distances);
  if (!(least <= maxDistance)) return undefined;
  const nearest = candidates.filter((_, i) => distances[i] === least);
  return (
    nearest.find((word) => sorted(word) === sorted(got)) ??
    nearest.find((word) => word[0]?.toLowerCase() === got[0]?.toLowerCase()) ??
    nearest[0]
  );
}

function sorted(word: string): string {
  return [...word.toLowerCase()].sort().join("");
}
