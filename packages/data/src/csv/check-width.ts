import { formatError } from "../format-error.js";

/** Checks that a line has as many cells as the first. @throws RetrogradError E_DATA_FORMAT with file and line */
export function checkWidth(
  cells: readonly string[],
  width: number,
  { name, line }: { readonly name: string; readonly line: number },
): void {
  if (cells.length === width) return;
  const message = `must have ${width} cells as the first line, got ${cells.length}`;
  throw formatError(`${name}:${line}`, message, { file: name, line });
}
