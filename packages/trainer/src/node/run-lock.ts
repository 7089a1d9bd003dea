import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { fileError, isRefusal } from "./files/file-error.js";

const pattern = /^\.lock-(\d+)$/;

/** Makes this process the only one that writes into a run's folder; returns how to let go. Each process makes a lock of
 *  its own first and looks for others then, so that of two that come at once never both go on. A lock whose process has
 *  ended is removed.
 *  @throws RetrogradError E_RUN naming the process that writes there */
export function lockRun(path: string): () => void {
  refuseOthers(path);
  const own = join(path, `.lock-${process.pid}`);
  try {
    writeFileSync(own, `${JSON.stringify({ host: hostname(), begun: beginOf(process.pid) })}\n`);
  } catch (error) {
    throw fileError("written", own, error);
  }
  const unlock = () => rmSync(own, { force: true });
  try {
    refuseOthers(path);
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

function refuseOthers(path: string): void {
  for (const name of readdirSync(path)) {
    const pid = Number(pattern.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    const lock = join(path, name);
    const { host, begun } = readLock(lock);
    if (host !== undefined && host !== hostname()) {
      throw new RetrogradError(
        "E_RUN",
        `process ${pid} on ${host} writes into ${path}; if it has ended, remove ${lock}`,
      );
    }
    const running = beginOf(pid);
    // another process may have the number by now
    const dead = running === undefined || (begun !== undefined && begun !== running);
    if (!dead)
      throw new RetrogradError("E_RUN", `process ${pid} writes into ${path}: wait for it, or end it`);
    rmSync(lock, { force: true });
  }
}

/** What a lock says; nothing while it is being written. */
function readLock(lock: string): { readonly host?: string; readonly begun?: string } {
  try {
    const value: unknown = JSON.parse(readFileSync(lock, "utf8"));
    if (typeof value !== "object" || value === null || !("host" in value && "begun" in value)) return {};
    return { host: String(value.host), begun: String(value.begun) };
  } catch {
    return {};
  }
}

/** When a process began, as far as the system tells; nothing when there is no such process, or only its remains. */
function beginOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's
    if (!isRefusal(error, "EPERM")) return undefined;
  }
  if (process.platform !== "linux") return "unknown";
  try {
    // after the name in brackets: state, 18 more, ticks since the machine started
    const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    if (state === "Z" || state === "X") return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${rest[18]}`;
  } catch {
    return undefined;
  }
}
