import { maxNameLength } from "./sections/experiment-schema.js";

/** The name of an experiment that gives none: its file's, without folder and extension, other characters as "-". */
export function defaultName(file: string): string {
  const base = file.split(/[/\\]/).at(-1) ?? "";
  const stem = base.replace(/(?<=.)\.[^.]*$/, "");
  const name = stem.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "");
  return name.slice(0, maxNameLength) || "experiment";
}
