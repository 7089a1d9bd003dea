import { formatValue } from "@retrograd/plugin";
import { type RowPlace, rowError } from "../table/cells.js";
import { maxLineLength } from "../table/plain-text.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Receives one object of a file, and its line. */
export type ObjectReader = (object: Readonly<Record<string, unknown>>, place: RowPlace) => void;

/** Splits JSON Lines into objects, and passes on each immediately. `before`: number of lines of the file before this text. Lines
 *  end in \n or \r\n; blank lines are skipped. Source: https://jsonlines.org
 *  @throws RetrogradError E_DATA_FORMAT with file and line: invalid JSON, not an object, a duplicate key; also whatever `read` throws */
export function parseObjects(
  text: Uint8Array,
  { name, before = 0 }: { readonly name: string; readonly before?: number },
  read: ObjectReader,
): void {
  let number = before + 1;
  for (let start = 0; start < text.length; number++) {
    const end = text.indexOf(10, start);
    const line = text.subarray(start, end < 0 ? text.length : end);
    start += line.length + 1;
    const object = objectIn(line, { file: name, unit: "line", number });
    if (object !== undefined) read(object, { file: name, unit: "line", number });
  }
}

function objectIn(line: Uint8Array, place: RowPlace): Readonly<Record<string, unknown>> | undefined {
  if (line.length > maxLineLength) {
    throw rowError(
      place,
      `must have at most ${maxLineLength} bytes; does the file have one object per line?`,
    );
  }
  const text = decoded(line, place).trim();
  if (text === "") return undefined;
  const value = parsed(text, place);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw rowError(place, `must be an object such as {"a": 1, "b": 2}, got ${shortly(value)}`);
  }
  if (countKeys(text) !== Object.keys(value).length) {
    throw rowError(place, "has a duplicate key: only its last value would be used");
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
    // the rest of the message depends on the version of Node
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = position === undefined ? "" : ` from character ${Number(position) + 1} on`;
    throw rowError(
      place,
      `is not valid JSON${where}: each line must be one whole object${hintFor(text, place)}`,
    );
  }
}

/** A hint about text that is nearly JSON, or not JSON at all. */
function hintFor(text: string, { number }: RowPlace): string {
  const outside = text.replaceAll(/"(\\.|[^"\\])*"/g, '""');
  const invalidWord = /-?\b(NaN|Infinity|None|True|False)\b/.exec(outside)?.[0];
  if (invalidWord === "True" || invalidWord === "False")
    return `. JSON writes ${invalidWord.toLowerCase()} for ${invalidWord}`;
  if (invalidWord !== undefined)
    return `. JSON has no ${invalidWord}: write a number instead, or remove the line`;
  if (/^\{\s*'/.test(text)) return ". JSON uses double quotes, not single quotes";
  return number === 1 && !text.startsWith("{") ? '. For a table of cells, use "csv"' : "";
}

/** The number of keys in the text of the outermost object: its colons outside strings and nested values. */
function countKeys(json: string): number {
  let [keys, depth] = [0, 0];
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') index = endOfString(json, index);
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === ":" && depth === 1) keys++;
  }
  return keys;
}

function endOfString(json: string, start: number): number {
  let offset = start + 1;
  while (offset < json.length && json[offset] !== '"') offset += json[offset] === "\\" ? 2 : 1;
  return offset;
}

/** A short form of a value, without its content, which may be deeply nested. */
function shortly(value: unknown): string {
  return Array.isArray(value) ? "a list" : formatValue(value);
}
