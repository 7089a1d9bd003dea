import { formatValue } from "@retrograd/plugin";
import { type RowPlace, rowError } from "../table/cells.js";
import { longestLine } from "../table/plain-text.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Takes one object of a file, and where it stands. */
export type ObjectReader = (object: Readonly<Record<string, unknown>>, place: RowPlace) => void;

/** Splits JSON Lines into objects, handing on each at once. `before`: lines of the file that come before this text. Lines end in \n or \r\n;
 *  blank lines are skipped. Source: https://jsonlines.org
 *  @throws RetrogradError E_DATA_FORMAT with file and line: no JSON, no object, a key twice; whatever `read` throws */
export function parseObjects(
  text: Uint8Array,
  { name, before = 0 }: { readonly name: string; readonly before?: number },
  read: ObjectReader,
): void {
  let number = before + 1;
  for (let begin = 0; begin < text.length; number++) {
    const end = text.indexOf(10, begin);
    const line = text.subarray(begin, end < 0 ? text.length : end);
    begin += line.length + 1;
    const object = objectIn(line, { file: name, unit: "line", number });
    if (object !== undefined) read(object, { file: name, unit: "line", number });
  }
}

function objectIn(line: Uint8Array, place: RowPlace): Readonly<Record<string, unknown>> | undefined {
  if (line.length > longestLine) {
    throw rowError(place, `must have at most ${longestLine} bytes; is this a file of one object a line?`);
  }
  const text = decoded(line, place).trim();
  if (text === "") return undefined;
  const value = parsed(text, place);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw rowError(place, `must be an object such as {"a": 1, "b": 2}, got ${shortly(value)}`);
  }
  if (countKeys(text) !== Object.keys(value).length) {
    throw rowError(place, "has a key twice: only its last value would count");
  }
  return { ...value };
}

function decoded(line: Uint8Array, place: RowPlace): string {
  try {
    return decoder.decode(line);
  } catch {
    throw rowError(place, "must be UTF-8 text");
  }
}

function parsed(text: string, place: RowPlace): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // the rest of the message is another in each version of Node
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = at === undefined ? "" : ` from its character ${Number(at) + 1} on`;
    throw rowError(place, `is no JSON${where}: there must be one whole object a line${hintFor(text, place)}`);
  }
}

/** What to say of text that is nearly JSON, or none at all. */
function hintFor(text: string, { number }: RowPlace): string {
  const outside = text.replaceAll(/"(\\.|[^"\\])*"/g, '""');
  const noJson = /-?\b(NaN|Infinity|None|True|False)\b/.exec(outside)?.[0];
  if (noJson === "True" || noJson === "False") return `. JSON writes ${noJson.toLowerCase()} for ${noJson}`;
  if (noJson !== undefined)
    return `. JSON has no ${noJson}: write a number in its place, or leave the line out`;
  if (/^\{\s*'/.test(text)) return ". JSON has double quotes, not single ones";
  return number === 1 && !text.startsWith("{") ? '. A table of cells is read with "csv"' : "";
}

/** The number of keys that the outermost object is written with: its colons outside of strings and of what is within. */
function countKeys(json: string): number {
  let [keys, depth] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at);
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === ":" && depth === 1) keys++;
  }
  return keys;
}

function endOfString(json: string, begin: number): number {
  let at = begin + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}

/** A value without its inside, which may be deep. */
function shortly(value: unknown): string {
  return Array.isArray(value) ? "a list" : formatValue(value);
}
