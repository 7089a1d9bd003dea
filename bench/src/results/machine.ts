import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import process from "node:process";
import type { Machine } from "./result.js";

/** The computer that this process runs on. */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    // the rest of the release names a build
    system: `${type()} ${/^\d+\.\d+/.exec(release())?.[0] ?? ""}`,
    node: process.versions.node,
    loadBefore: Math.round(loadavg()[0] * 100) / 100,
  };
}
