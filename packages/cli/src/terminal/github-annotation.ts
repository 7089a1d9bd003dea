import { visibleLines, visibleText } from "@retrograd/core";
import type { Diagnostic } from "@retrograd/experiment";

/** What GitHub is to show beside a line of a file. */
export interface Annotation {
  readonly level: "error" | "notice";
  readonly title?: string;
  readonly message: string;
  /** From the root of the checkout. */
  readonly file?: string;
  /** Lines and columns from 1; the end is the first column after it. */
  readonly place?: Pick<Diagnostic, "line" | "column" | "endLine" | "endColumn">;
}

/** An annotation as a workflow command, one line, with the escapes that the runner undoes. What a
 *  name holds that would not show is written out, also in that of a file.
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

/** What is told of a mistake: a place where there is one, and what to say. */
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
  const meant = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
  const overridden = source === "set" ? ` (${file})` : "";
  const placed =
    line !== undefined && column !== undefined && endLine !== undefined && endColumn !== undefined;
  return workflowCommand({
    level: "error",
    message: `${message}${meant}${overridden}`,
    ...(code === undefined ? {} : { title: [code, path].filter((part) => part !== "").join(" ") }),
    // an override stands in no file
    ...(source === "set" ? {} : { file }),
    ...(source !== "set" && placed ? { place: { line, column, endLine, endColumn } } : {}),
  });
}

/** GitHub reads columns only where a place stands within one line; its end column is the last one marked. */
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
