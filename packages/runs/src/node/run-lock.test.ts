import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockRun, writerOf } from "./run-lock.js";

const root = mkdtempSync(join(tmpdir(), "retrograd-lock-"));
afterAll(() => rmSync(root, { recursive: true }));

const lockOf = (pid: number) => join(root, `.lock-${pid}`);
const writeLock = (pid: number, begun: string, host = hostname()) =>
  writeFileSync(lockOf(pid), JSON.stringify({ host, begun }));

/** A process that does nothing until it is ended. */
async function startIdleProcess() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { pid: child.pid ?? 0, end };
}

test("a lock of a running process is respected, and removed once the process has ended", async () => {
  const { pid, end } = await startIdleProcess();
  // a lock is empty while it is being written
  writeFileSync(lockOf(pid), "");
  expect(() => lockRun(root)).toThrow(`process ${pid} writes into ${root}: wait for it, or end it`);
  expect(writerOf(root)).toBe(`process ${pid}`);
  expect(readdirSync(root)).toEqual([`.lock-${pid}`]);
  await end();
  expect(writerOf(root)).toBeUndefined();
  const unlock = lockRun(root);
  expect(readdirSync(root)).toEqual([`.lock-${process.pid}`]);
  unlock();
  expect(readdirSync(root)).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "a lock whose process number now belongs to another process is removed (skipped unless on Linux)",
  async () => {
    const { pid, end } = await startIdleProcess();
    writeLock(pid, "another boot 1");
    lockRun(root)();
    expect(readdirSync(root)).toEqual([]);
    await end();
  },
);

test("a lock of another machine is an error that says how to remove it", () => {
  writeLock(1, "any", "elsewhere");
  expect(() => lockRun(root)).toThrow(
    `process 1 on elsewhere writes into ${root}; if it has ended, remove ${lockOf(1)}`,
  );
  expect(writerOf(root)).toBe("process 1 on elsewhere");
  rmSync(lockOf(1));
});
