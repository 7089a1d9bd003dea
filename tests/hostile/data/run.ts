import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "../../outside-project.js";

/** What came of the inputs of a family. */
export interface Found {
  readonly inputs: number;
  readonly refused: number;
  /** Read, as what an independent reading says. */
  readonly right: number;
  /** Read, from a format that has nothing to notice the damage by. */
  readonly untold: number;
}

/** Loads the malformed inputs of a family, in a process that may have a heap of 96 MB and 800 MB of memory in all.
 *  @throws Error with the input that was accepted as what it is not, crashed, or took more than 2 s */
export function loadMalformed(
  family: string,
  seed: number,
): Promise<{ readonly found: Found; readonly megabytes: number }> {
  const command = 'ulimit -d 800000 2>/dev/null; exec "$0" --max-old-space-size=96 "$@"';
  const script = join(root, "tests/hostile/data/main.mjs");
  const args = ["-c", command, process.execPath, script, "--of", family, "--seed", String(seed)];
  return new Promise((resolve, reject) => {
    execFile("/bin/sh", args, { timeout: 240_000 }, (error, stdout, stderr) => {
      if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
      else {
        const { found, megabytes } = JSON.parse(stdout);
        resolve({ found: found[family], megabytes });
      }
    });
  });
}
