import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../outside-project.js";

/** How many inputs of a family had which outcome. */
export interface OutcomeCounts {
  readonly inputs: number;
  readonly refused: number;
  /** Read with the result of an independent reader. */
  readonly right: number;
  /** Read from a format that cannot detect the damage. */
  readonly undetectable: number;
}

// memory for the inputs in kB, in addition to what Node itself takes
const allowance = 750_000;
const heap = "--max-old-space-size=96";

/** Memory in kB that this Node takes before it runs anything: 49 MB up to Node 22, 575 MB in Node 24. 0 where the system does
 *  not say, and does not hold a process to a limit either. */
function baseline(): number {
  const script =
    'try { process.stdout.write(require("fs").readFileSync("/proc/self/status", "utf8")) } catch {}';
  const status = execFileSync(process.execPath, [heap, "-e", script], { encoding: "utf8" });
  return Number(/^VmData:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

/** Loads the malformed inputs of a family in a process with a heap of 96 MB and 750 MB of memory in addition to what Node
 *  itself takes.
 *  @throws Error with the input that was accepted with wrong content, crashed, or took more than 5 s */
export function loadMalformed(
  family: string,
  seed: number,
): Promise<{ readonly counts: OutcomeCounts; readonly megabytes: number }> {
  const command = `ulimit -d ${baseline() + allowance} 2>/dev/null; exec "$0" "$@"`;
  const script = join(root, "tests/hostile/data/main.mjs");
  const args = ["-c", command, process.execPath, heap, script, "--of", family, "--seed", String(seed)];
  return new Promise((resolve, reject) => {
    execFile("/bin/sh", args, { timeout: 240_000 }, (error, stdout, stderr) => {
      if (error !== null) reject(new Error(`${error.message}\n${stderr}`));
      else {
        const { counts, megabytes } = JSON.parse(stdout);
        resolve({ counts: counts[family], megabytes });
      }
    });
  });
}
