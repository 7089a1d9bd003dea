import { visibleLines, visibleText } from "@retrograd/core";
import type { Diagnostic } from "@retrograd/experiment";

/** A message that GitHub shows next to a line of a file. */
export interface Annotation {
  readonly level: "error" | "notice";
  readonly title?: string;
  readonly message: string;
  /** Relative to the root of the checkout. */
  readonly file?: string;
  /** Lines and columns count from 1; the end column is exclusive. */
  readonly place?: Pick<Diagnostic, "line" | "column" | "endLine" | "endColumn">;
}

/** An annotation as a workflow command: one line, with the escapes of the runner. Invisible characters are escaped, also in
 *  names of files.
 *  Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions */
export function workflowCommand({ level, title, message, file, place }: Annotation): string {
  const properties = Object.entries({
    ...(file === undefined ? {} : { file }),
    ...(place === undefined ? {} : extentOf(place)),
    ...(title === undefined ? {} : { title }),
  }).map(([name, value]) => `${name}=${escapeProperty(visibleText(String(value)))}`);
  const head = properties.length === 0 ? `::${level}` : `::${level} ${properties.join(",")}`;
  return `${head}::${escapeData(visibleLines(message))}`;
}

/** A mistake, with its place in a file if it has one. */
type Annotated = Pick<Diagnostic, "file" | "message"> & Partial<Diagnostic>;

/** A mistake in an experiment file as a workflow command. */
export function githubAnnotation(mistake: Annotated): string {
  const {
    code,
    path,
    message,
    suggestion,
    file,
    source = "file",
    line,
    column,
    endLine,
    endColumn,
  } = mistake;
  const hint = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
  const overridden = source === "set" ? ` (${file})` : "";
  const hasPlace =
    line !== undefined && column !== undefined && endLine !== undefined && endColumn !== undefined;
  return workflowCommand({
    level: "error",
    message: `${message}${hint}${overridden}`,
    ...(code === undefined ? {} : { title: [code, path].filter((part) => part !== "").join(" ") }),
    // an override is not in any file
    ...(source === "set" ? {} : { file }),
    ...(source !== "set" && hasPlace ? { place: { line, column, endLine, endColumn } } : {}),
  });
}

/** GitHub reads columns only for a place within one line; its end column is inclusive. */
function extentOf({ line, column, endLine, endColumn }: NonNullable<Annotation["place"]>) {
  return line === endLine
    ? { line, endLine, col: column, endColumn: Math.max(column, endColumn - 1) }
    : { line, endLine };
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
