import type { Source } from "../source/source.js";
import { checkText } from "./limits.js";
import { type ReadYaml, readYaml } from "./read-yaml.js";

/** Reads a text as a tree of values with their positions. An exception becomes a mistake. */
export type TextReader = (source: Source) => ReadYaml;

/** Reads a source with `read`, within the same limits on text as YAML. Default: `readYaml`. */
export function readSource(source: Source, read: TextReader | undefined): ReadYaml {
  if (read === undefined) return readYaml(source);
  const mistake = checkText(source);
  if (mistake !== undefined) return { mistakes: [mistake] };
  try {
    return read(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the reader failed: ${reason}`;
    return { mistakes: [{ span: { source, start: 0, end: 1 }, code: "RG1017", path: [], message }] };
  }
}
