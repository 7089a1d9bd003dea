import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import type { Environment } from "./environment.js";

type WorkingDirectory = Pick<Environment, "directory">;

/** Refuses a path that exists, before anything is written.
 *  @throws RetrogradError E_FILE */
export function checkNew(path: string, { directory }: WorkingDirectory): void {
  if (existsSync(resolve(directory, path))) throw alreadyExists(path);
}

/** Writes a new file, with the folders above it. Never overwrites one.
 *  @throws RetrogradError E_FILE */
export function writeNew(path: string, content: string, { directory }: WorkingDirectory): void {
  try {
    const absolute = resolve(directory, path);
    mkdirSync(dirname(absolute), { recursive: true });
    // "wx" also refuses a file that was created since the check
    writeFileSync(absolute, content, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw alreadyExists(path);
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", visibleText(`${path} cannot be written: ${reason}`), { cause: error });
  }
}

/** The error of a path that exists. */
export function alreadyExists(path: string): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `${visibleText(path)} already exists and is not overwritten: pass another path with --out`,
  );
}
