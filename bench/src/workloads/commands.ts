import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { peersFolder, pythonFolder } from "../folders.js";
import { type Clock, type Command, type Started, startProcess } from "../measuring/contestant.js";
import type { Task } from "../tasks/task.js";

const taskProgram = fileURLToPath(new URL("../tasks/main.js", import.meta.url));

/** How the JavaScript libraries are installed that we are measured against. */
const installPeers = "npm ci --prefix bench/peers-node";

/** The command of one of our tasks, in a process of its own. */
export function taskCommand(task: Task): Command {
  return { file: process.execPath, args: [taskProgram, JSON.stringify(task)] };
}

/** Starts one of our tasks. clock: default "seconds" */
export const startTask = (task: Task, clock?: Clock): Promise<Started> =>
  startProcess(taskCommand(task), clock);

/** Starts a Python program of bench/peers, with the number of threads set for all its libraries. clock: default "seconds".
 *  The environment variable BENCH_PYTHON names another Python than the system's. */
export function startPython(
  script: string,
  task: Readonly<Record<string, unknown>>,
  threads: number,
  clock?: Clock,
): Promise<Started> {
  const count = String(threads);
  const environment = {
    OPENBLAS_NUM_THREADS: count,
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const file = process.env.BENCH_PYTHON ?? "/usr/bin/python3";
  const args = [join(pythonFolder, script), JSON.stringify({ ...task, threads })];
  return startProcess({ file, args, environment }, clock);
}

/** Starts a program of bench/peers-node. */
export async function startPeer(script: string, task: Readonly<Record<string, unknown>>): Promise<Started> {
  if (!existsSync(join(peersFolder, "node_modules"))) return { skip: `not installed: ${installPeers}` };
  return startProcess({ file: process.execPath, args: [join(peersFolder, script), JSON.stringify(task)] });
}
