import type { Diagnostic } from "@retrograd/spec";

/** What an annotation needs: a place where there is one, and what to say. */
type Annotated = Pick<Diagnostic, "file" | "message"> & Partial<Diagnostic>;

/** A mistake as a workflow command of GitHub, which shows it beside the line of a pull request.
 *  Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions */
export function githubAnnotation(mistake: Annotated): string {
  const { code, path, message, suggestion, source = "file" } = mistake;
  const meant = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
  const overridden = source === "set" ? ` (${mistake.file})` : "";
  const properties = Object.entries({
    // an override stands in no file
    ...(source === "set" ? {} : placeOf(mistake)),
    ...(code === undefined ? {} : { title: [code, path].filter((part) => part !== "").join(" ") }),
  }).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const head = properties.length === 0 ? "::error" : `::error ${properties.join(",")}`;
  return `${head}::${escapeData(`${message}${meant}${overridden}`)}`;
}

/** GitHub reads columns only where a place stands within one line; its end column is the last one marked. */
function placeOf({ file, line, column, endLine, endColumn }: Annotated) {
  if (line === undefined || column === undefined || endColumn === undefined) return { file };
  return line === endLine
    ? { file, line, endLine, col: column, endColumn: Math.max(column, endColumn - 1) }
    : { file, line, endLine };
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
