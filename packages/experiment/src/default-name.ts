import { maxNameLength } from "./sections/experiment-schema.js";

/** The default name of an experiment: its file's name without folder and extension. Characters that are not allowed become
 *  "-". */
export function defaultName(file: string): string {
  const base = file.split(/[/\\]/).at(-1) ?? "";
  const stem = base.replace(/(?<=.)\.[^.]*$/, "");
  const name = stem.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "");
  return name.slice(0, maxNameLength) || "experiment";
}
