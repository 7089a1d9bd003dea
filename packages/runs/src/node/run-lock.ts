import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { fileError, isRefusal } from "./files/file-error.js";

const pattern = /^\.lock-(\d+)$/;

/** Makes this process the only one that writes into a run's folder; returns a function that releases it. Each process first
 *  creates its own lock and then looks for others, so that two simultaneous processes never both continue. Removes a lock
 *  whose process has ended.
 *  @throws RetrogradError E_RUN naming the process that writes there */
export function lockRun(path: string): () => void {
  refuseOthers(path);
  const own = join(path, `.lock-${process.pid}`);
  try {
    // what was put there before, such as a link, is not written through
    rmSync(own, { force: true });
    writeFileSync(own, `${JSON.stringify({ host: hostname(), begun: beginOf(process.pid) })}\n`, {
      flag: "wx",
    });
  } catch (error) {
    throw fileError("written", own, error);
  }
  const unlock = () => remove(own);
  try {
    refuseOthers(path);
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

/** The process that writes into a run's folder, in words: "process 42"; nothing where none does. Nothing is written. */
export function writerOf(path: string): string | undefined {
  const alive = locksOf(path).find(({ stands }) => stands !== "dead");
  return alive && describe(alive);
}

function refuseOthers(path: string): void {
  for (const other of locksOf(path)) {
    const { lock, stands } = other;
    if (stands === "dead") {
      remove(lock);
      continue;
    }
    const remedy = stands === "elsewhere" ? `; if it has ended, remove ${lock}` : ": wait for it, or end it";
    throw new RetrogradError("E_RUN", `${describe(other)} writes into ${path}${remedy}`);
  }
}

function remove(lock: string): void {
  try {
    rmSync(lock, { force: true });
  } catch (error) {
    throw fileError("removed", lock, error);
  }
}

/** A lock of another process. */
interface FoundLock {
  readonly lock: string;
  readonly pid: number;
  readonly host?: string;
  /** Of another machine nobody knows. */
  readonly stands: "running" | "dead" | "elsewhere";
}

function locksOf(path: string): readonly FoundLock[] {
  return namesIn(path).flatMap((name): readonly FoundLock[] => {
    const pid = Number(pattern.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) return [];
    const lock = join(path, name);
    const { host, begun } = readLock(lock);
    if (host !== undefined && host !== hostname()) return [{ lock, pid, host, stands: "elsewhere" }];
    const running = beginOf(pid);
    // another process may have the number by now
    const dead = running === undefined || (begun !== undefined && begun !== running);
    return [{ lock, pid, stands: dead ? "dead" : "running" }];
  });
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}

function describe({ pid, host }: FoundLock): string {
  return `process ${pid}${host === undefined ? "" : ` on ${host}`}`;
}

/** What a lock says; nothing while it is being written. */
function readLock(lock: string): { readonly host?: string; readonly begun?: string } {
  try {
    const value: unknown = JSON.parse(textOf(lock));
    if (typeof value !== "object" || value === null || !("host" in value && "begun" in value)) return {};
    return { host: String(value.host), begun: String(value.begun) };
  } catch {
    return {};
  }
}

function textOf(path: string): string {
  return new TextDecoder().decode(readPlainFile(path));
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
    const [state, ...rest] = textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ");
    if (state === "Z" || state === "X") return undefined;
    return `${textOf("/proc/sys/kernel/random/boot_id").trim()} ${rest[18]}`;
  } catch {
    return undefined;
  }
}
