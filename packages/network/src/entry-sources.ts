import { formatValue, type Issue, type Path } from "@retrograd/plugin";
import { inputName } from "./network-inputs.js";

// Maximum number of ids that a message lists.
const maxListed = 12;

/** The positions that an entry reads, in order, or the mistakes of its `from`. */
export interface EntrySources {
  readonly positions: readonly number[];
  readonly issues: readonly Issue[];
}

/** What entries can read. */
export interface KnownSources {
  /** Ids of all entries, see `entryIds`. */
  readonly ids: readonly string[];
  /** Names of the network's inputs in order. Default: one, called "input". */
  readonly inputs?: readonly string[];
}

/** Finds the positions of the ids that an entry reads. index, path: of the entry */
export function entrySources(
  from: readonly string[] | undefined,
  { ids, inputs = [inputName] }: KnownSources,
  index: number,
  path: Path,
): EntrySources {
  if (from === undefined) {
    if (index > 0 || inputs.length < 2) return { positions: [index - 1], issues: [] };
    return { positions: [], issues: [noSource(inputs, path)] };
  }
  const issues: Issue[] = [];
  const positions = from.flatMap((id, k) => {
    const position = ids.indexOf(id);
    if (position !== -1 && position < index) return [position];
    if (position === -1 && inputs.includes(id)) return [-1 - inputs.indexOf(id)];
    const place = from.length === 1 ? [...path, "from"] : [...path, "from", k];
    const candidates = [...inputs, ...ids.slice(0, index)];
    issues.push(position === -1 ? unknownSource(id, candidates, place) : laterSource(id, place));
    return [];
  });
  return { positions, issues };
}

/** The issue of an entry, the first of a list, that does not say which of several inputs it reads. path: of the entry */
export function noSource(inputs: readonly string[], path: Path): Issue {
  const message = `the first entry must say which input it reads, such as "from: ${inputs[0]}". Inputs: ${listed(inputs)}`;
  return { code: "RG2012", path, at: "value", message, expected: 'a "from" with an input' };
}

function unknownSource(id: string, names: readonly string[], path: Path): Issue {
  const candidates = names.filter((one) => one !== "");
  const got = formatValue(id);
  const message = `no earlier layer has the id ${got}. Earlier: ${listed(candidates)}`;
  const expected = "the id of an earlier layer";
  return { code: "RG2012", path, at: "value", message, expected, got, word: id, candidates };
}

function laterSource(id: string, path: Path): Issue {
  const got = formatValue(id);
  const message = `${got} is not above this entry: an entry can read only earlier ones`;
  return { code: "RG2012", path, at: "value", message, expected: "the id of an earlier layer", got };
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length > maxListed ? ` and ${names.length - maxListed} more` : "";
  return `${names.slice(0, maxListed).join(", ")}${more}`;
}
