import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { Environment } from "./environment.js";

type Place = Pick<Environment, "directory">;

/** Refuses a path at which something is, before anything is written.
 *  @throws RetrogradError E_FILE */
export function checkNew(path: string, { directory }: Place): void {
  if (existsSync(resolve(directory, path))) throw alreadyThere(path);
}

/** Writes a new file, with the folders above it. Never overwrites one.
 *  @throws RetrogradError E_FILE */
export function writeNew(path: string, content: string, { directory }: Place): void {
  try {
    const place = resolve(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    // "wx" refuses a file that came between the look and the writing
    writeFileSync(place, content, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw alreadyThere(path);
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", visibleText(`${path} cannot be written: ${reason}`), { cause: error });
  }
}

/** The error of a path at which something is. */
export function alreadyThere(path: string): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `${visibleText(path)} exists already and is not overwritten: name another with --out`,
  );
}
