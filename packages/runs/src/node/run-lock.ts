import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import { fileError, isRefusal } from "./files/file-error.js";

const pattern = /^\.lock-(\d+)$/;

/** Locks a run folder, so that only this process writes into it; returns a function that releases the lock. Each process first
 *  creates its own lock and then looks for others, so that two simultaneous processes never both continue. Removes a lock
 *  whose process has ended.
 *  @throws RetrogradError E_RUN naming the process that writes there */
export function lockRun(path: string): () => void {
  refuseOthers(path);
  const ownLock = join(path, `.lock-${process.pid}`);
  try {
    // remove first, so that an existing link is not followed
    rmSync(ownLock, { force: true });
    writeFileSync(ownLock, `${JSON.stringify({ host: hostname(), begun: startOf(process.pid) })}\n`, {
      flag: "wx",
    });
  } catch (error) {
    throw fileError("written", ownLock, error);
  }
  const unlock = () => remove(ownLock);
  try {
    refuseOthers(path);
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

/** A description of the process that writes into a run folder, such as "process 42", or undefined if there is none. */
export function writerOf(path: string): string | undefined {
  const writer = locksOf(path).find(({ state }) => state !== "dead");
  return writer && describe(writer);
}

function refuseOthers(path: string): void {
  for (const other of locksOf(path)) {
    const { lock, state } = other;
    if (state === "dead") {
      remove(lock);
      continue;
    }
    const remedy = state === "elsewhere" ? `; if it has ended, remove ${lock}` : ": wait for it, or end it";
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
interface Lock {
  readonly lock: string;
  readonly pid: number;
  readonly host?: string;
  /** The state of its process. "elsewhere": it ran on another machine, so its state is unknown. */
  readonly state: "running" | "dead" | "elsewhere";
}

function locksOf(path: string): readonly Lock[] {
  return namesIn(path).flatMap((name): readonly Lock[] => {
    const digits = pattern.exec(name)?.[1];
    const pid = Number(digits);
    if (digits === undefined || pid === process.pid) return [];
    const lock = join(path, name);
    const { host, start } = readLock(lock);
    if (host !== undefined && host !== hostname()) return [{ lock, pid, host, state: "elsewhere" }];
    const currentStart = startOf(pid);
    // the number may now belong to another process
    const isOther =
      start !== undefined && ![start, currentStart].includes(unknownStart) && start !== currentStart;
    const dead = currentStart === undefined || isOther;
    return [{ lock, pid, state: dead ? "dead" : "running" }];
  });
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}

function describe({ pid, host }: Lock): string {
  return `process ${pid}${host === undefined ? "" : ` on ${host}`}`;
}

/** The content of a lock, or `{}` if it cannot be read: another process may still be writing it. */
function readLock(lock: string): { readonly host?: string; readonly start?: string } {
  try {
    const value: unknown = JSON.parse(textOf(lock));
    if (typeof value !== "object" || value === null || !("host" in value && "begun" in value)) return {};
    return { host: String(value.host), start: String(value.begun) };
  } catch {
    return {};
  }
}

function textOf(path: string): string {
  return new TextDecoder().decode(readPlainFile(path));
}

/** The start time of a process that the system does not show. */
const unknownStart = "unknown";

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user
    return isRefusal(error, "EPERM");
  }
}

/** A text that identifies the start time of a process, or "unknown" where the system does not show it. Undefined if there is no
 *  such process or it is a zombie. */
function startOf(pid: number): string | undefined {
  if (!exists(pid)) return undefined;
  if (process.platform !== "linux") return unknownStart;
  try {
    // after the name in brackets: the state, 18 other fields, and when the process started, in ticks of the machine's clock
    const [state, ...rest] = textOf(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ");
    if (state === "Z" || state === "X") return undefined;
    return `${textOf("/proc/sys/kernel/random/boot_id").trim()} ${rest[18]}`;
  } catch {
    // it has just ended, or the system hides the processes of other users
    return exists(pid) ? unknownStart : undefined;
  }
}
