import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));

/** The installed command. */
export const binary = fileURLToPath(new URL("../bin/retrograd.mjs", import.meta.url));

/** Builds what the command runs. */
export async function buildCommand(): Promise<void> {
  const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
  await promisify(execFile)(process.execPath, [compiler, "-b", packageFolder]);
}
