import { RetrogradError, visibleText } from "@retrograd/core";
import { checkValue, formatPath, type Schema } from "@retrograd/plugin";

// deeper than anything that Retrograd writes, and less than what functions that call themselves can take
const maximumDepth = 100;

/** A value in a JSON text of a run's folder, checked by its schema. `source`: what errors name, the file or a line of it
 *  @throws RetrogradError E_RUN naming the file, the place in it, what must stand there and what does */
export function readStored<T>(schema: Schema<T>, text: string, source: string): T {
  const { value, issues } = checkValue(schema, parse(text, source), []);
  const [first, ...others] = issues;
  if (first === undefined) return value as T;
  const path = formatPath(
    first.at === "value" && first.code !== "RG2005" ? first.path.slice(0, -1) : first.path,
  );
  const place = path === "" ? "" : `${visibleText(path)}: `;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw damaged(source, `${place}${visibleText(first.message)}${more}`);
}

function parse(text: string, source: string): unknown {
  if (depthOf(text) > maximumDepth) throw damaged(source, `it is nested deeper than ${maximumDepth} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = visibleText(error instanceof Error ? error.message : String(error));
    throw damaged(source, `it is no JSON: ${reason}`, error);
  }
}

/** How deep lists and mappings stand in each other. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  // strings whole, so that brackets inside them do not count
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === "{" || token === "[") deepest = Math.max(deepest, ++depth);
    else if (token === "}" || token === "]") depth--;
  }
  return deepest;
}

function damaged(source: string, what: string, cause?: unknown): RetrogradError {
  return new RetrogradError(
    "E_RUN",
    `${visibleText(source)} is damaged: ${what}. Put back what Retrograd wrote there (schema 1), or train the run again`,
    { cause },
  );
}
