import { availableParallelism } from "node:os";
import process from "node:process";
import { RetrogradError } from "../errors.js";
import { cpuQuota } from "./cpu-quota.js";

/** Environment variables of the number of threads; the first that is set counts. OpenBLAS uses the same order. */
const variables = ["RETROGRAD_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"] as const;

/** The number of threads of an engine: `count`, else RETROGRAD_THREADS, OPENBLAS_NUM_THREADS or OMP_NUM_THREADS, else the
 *  number of processors of this process.
 *  count: a whole number from 1
 *  @throws RetrogradError E_ENGINE when the option or the variable is not a whole number from 1 to 9999 */
export function threadCount(
  count?: number,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  if (count !== undefined) return parseCount("threads", String(count));
  for (const name of variables) {
    const text = environment[name]?.trim();
    if (text === undefined || text === "") continue;
    // OpenMP accepts a list, "4,2": threads of the outermost level, of the next one, ...
    return parseCount(name, name === "OMP_NUM_THREADS" ? text.split(",")[0].trim() : text);
  }
  return processorCount();
}

/** Processors that this process may use, limited by the CPU quota of its control group, rounded down. */
export function processorCount(quota: number | undefined = cpuQuota()): number {
  const processors = availableParallelism();
  return quota === undefined ? processors : Math.max(1, Math.min(processors, Math.floor(quota)));
}

function parseCount(source: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RetrogradError("E_ENGINE", `${source} must be a whole number from 1 to 9999, got ${text}`);
}
