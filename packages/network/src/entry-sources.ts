import { formatValue, type Issue, type Path } from "@retrograd/plugin";
import { inputName, inputPosition } from "./sources.js";

// Maximum number of ids that a message lists.
const maxListed = 12;

/** The positions that an entry reads, in order, or the mistakes of its `from`. */
export interface EntrySources {
  readonly positions: readonly number[];
  readonly issues: readonly Issue[];
}

/** Finds the positions of the ids that an entry reads. ids: of all entries, see `entryIds`; index, path: of the entry */
export function entrySources(
  from: readonly string[] | undefined,
  ids: readonly string[],
  index: number,
  path: Path,
): EntrySources {
  if (from === undefined) return { positions: [index - 1], issues: [] };
  const issues: Issue[] = [];
  const positions = from.flatMap((id, k) => {
    const position = ids.indexOf(id);
    if (position !== -1 && position < index) return [position];
    if (position === -1 && id === inputName) return [inputPosition];
    const place = from.length === 1 ? [...path, "from"] : [...path, "from", k];
    issues.push(position === -1 ? unknownSource(id, ids.slice(0, index), place) : laterSource(id, place));
    return [];
  });
  return { positions, issues };
}

function unknownSource(id: string, earlier: readonly string[], path: Path): Issue {
  const candidates = [inputName, ...earlier.filter((one) => one !== "")];
  const more = candidates.length > maxListed ? ` and ${candidates.length - maxListed} more` : "";
  const got = formatValue(id);
  const message = `no earlier layer has the id ${got}. Earlier: ${candidates.slice(0, maxListed).join(", ")}${more}`;
  const expected = "the id of an earlier layer";
  return { code: "RG2012", path, at: "value", message, expected, got, word: id, candidates };
}

function laterSource(id: string, path: Path): Issue {
  const got = formatValue(id);
  const message = `${got} is not above this entry: an entry can read only earlier ones`;
  return { code: "RG2012", path, at: "value", message, expected: "the id of an earlier layer", got };
}
