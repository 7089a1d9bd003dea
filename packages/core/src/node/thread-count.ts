import { availableParallelism } from "node:os";
import process from "node:process";
import { RetrogradError } from "../errors.js";
import { cpuQuota } from "./cpu-quota.js";

/** Environment variables that set the number of threads; the first that is set counts. OpenBLAS prefers its own to OpenMP's, too. */
const variables = ["RETROGRAD_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"] as const;

/** Threads that an engine computes with: as many as asked for, else as RETROGRAD_THREADS, OPENBLAS_NUM_THREADS or
 *  OMP_NUM_THREADS says, else one for each processor of this process.
 *  asked: a whole number from 1
 *  @throws RetrogradError E_ENGINE naming what is not a whole number from 1 to 9999 */
export function threadCount(
  asked?: number,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  if (asked !== undefined) return checked("threads", String(asked));
  for (const name of variables) {
    const text = environment[name]?.trim();
    if (text === undefined || text === "") continue;
    // OpenMP takes a list, "4,2": threads of the outermost level, of the one within it, ...
    return checked(name, name === "OMP_NUM_THREADS" ? text.split(",")[0].trim() : text);
  }
  return processorCount();
}

/** Processors that this process may use: those it may run on, and no more than its control group's CPU quota, rounded down. */
export function processorCount(quota: number | undefined = cpuQuota()): number {
  const processors = availableParallelism();
  return quota === undefined ? processors : Math.max(1, Math.min(processors, Math.floor(quota)));
}

function checked(source: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RetrogradError("E_ENGINE", `${source} must be a whole number from 1 to 9999, got ${text}`);
}
