import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));

/** The installed command. */
export const binary = fileURLToPath(new URL("../bin/retrograd.mjs", import.meta.url));

/** Builds the program of the command. */
export async function buildCommand(): Promise<void> {
  const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
  const run = promisify(execFile);
  await run(process.execPath, [compiler, "-b", packageFolder]);
  await run(process.execPath, [join(packageFolder, "scripts/bundle.mjs")]);
}
