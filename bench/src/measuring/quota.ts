import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Command } from "./contestant.js";

/** A group of processes that the system gives no more than a share of the processors (a Linux control group). */
export interface Quota {
  /** The command, to run in the group. */
  within(command: Command): Command;
  /** Removes the group, once its processes have ended. */
  remove(): void;
}

const periodMicroseconds = 100_000;

/** A new group that may use so many processors, 1.5 for instance; or why there is none: it takes Linux, and root. */
export function createQuota(name: string, processors: number): Quota | { readonly skip: string } {
  const quota = Math.round(processors * periodMicroseconds);
  try {
    const { folder, version } = cpuGroups();
    const group = join(folder, `retrograd-bench-${process.pid}-${name.replaceAll(/[^\w.]+/g, "-")}`);
    mkdirSync(group);
    if (version === 2) writeFileSync(join(group, "cpu.max"), `${quota} ${periodMicroseconds}`);
    else {
      writeFileSync(join(group, "cpu.cfs_period_us"), String(periodMicroseconds));
      writeFileSync(join(group, "cpu.cfs_quota_us"), String(quota));
    }
    const members = join(group, "cgroup.procs");
    return {
      within: ({ file, args, ...rest }) => ({
        file: "/bin/sh",
        args: ["-c", 'echo $$ > "$0" && exec "$@"', members, file, ...args],
        ...rest,
      }),
      remove: () => removeGroup(group),
    };
  } catch (error) {
    return { skip: `no control group with a CPU quota: ${error instanceof Error ? error.message : error}` };
  }
}

/** Where groups with a CPU quota are made. @throws Error where the system has none */
function cpuGroups(): { readonly folder: string; readonly version: 1 | 2 } {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const first = mounts.find(([, , type, options]) => type === "cgroup" && options.split(",").includes("cpu"));
  if (first !== undefined) return { folder: first[1], version: 1 };
  const second = mounts.find(([, , type]) => type === "cgroup2");
  if (second === undefined) throw new Error("none is mounted");
  writeFileSync(join(second[1], "cgroup.subtree_control"), "+cpu");
  return { folder: second[1], version: 2 };
}

/** Removes a group; one whose processes are still ending stays, and holds back nobody. */
function removeGroup(group: string): void {
  try {
    rmdirSync(group);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EBUSY")) throw error;
  }
}
