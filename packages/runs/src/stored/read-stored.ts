import { RetrogradError, visibleText } from "@retrograd/core";
import { checkValue, formatPath, type Schema } from "@retrograd/plugin";

// more than Retrograd writes, and less than would overflow the stack of a recursive function
const maxDepth = 100;

/** Parses JSON text from a run folder and checks it with a schema. Errors name the file, or a line of it, as `source`.
 *  @throws RetrogradError E_RUN with the file, the path of the wrong value, what was expected and the value */
export function readStored<T>(schema: Schema<T>, text: string, source: string): T {
  const { value, issues } = checkValue(schema, parse(text, source), []);
  const [first, ...others] = issues;
  if (first === undefined) return value as T;
  const path = formatPath(
    first.at === "value" && first.code !== "RG2005" ? first.path.slice(0, -1) : first.path,
  );
  const prefix = path === "" ? "" : `${visibleText(path)}: `;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw damaged(source, `${prefix}${visibleText(first.message)}${more}`);
}

function parse(text: string, source: string): unknown {
  if (depthOf(text) > maxDepth) throw damaged(source, `it is nested deeper than ${maxDepth} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = visibleText(error instanceof Error ? error.message : String(error));
    throw damaged(source, `it is not valid JSON: ${reason}`, error);
  }
}

/** The maximum depth of nested lists and mappings. */
function depthOf(text: string): number {
  let [depth, maximum] = [0, 0];
  // a string is one token, so brackets inside it do not count
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === "{" || token === "[") maximum = Math.max(maximum, ++depth);
    else if (token === "}" || token === "]") depth--;
  }
  return maximum;
}

function damaged(source: string, what: string, cause?: unknown): RetrogradError {
  return new RetrogradError(
    "E_RUN",
    `${visibleText(source)} is damaged: ${what}. Restore the file that Retrograd wrote (schema 1), or train the run again`,
    { cause },
  );
}
