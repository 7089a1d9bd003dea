import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { checkpointStore, nodeFiles } from "@retrograd/runs/node";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { irisExperiment, Workspace } from "../packages/cli/tests/captured-environment.js";
import { tensorsOf } from "../packages/cli/tests/tensors-of.js";
import { faultyFiles } from "../packages/runs/tests/faulty-files.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

const settings = [
  "engine=reference",
  "train.epochs=2",
  "train.checkpoint={ every: 6, keep: 1 }",
  "train.log.every=5",
];
const begin = (run: string) => ["train", "iris.yaml", "--out", run, ...settings.flatMap((s) => ["--set", s])];
const faults = ["ENOSPC", "EIO", "EACCES", "EMFILE"].flatMap((code) => [
  { code, short: false },
  { code, short: true },
]);

/** Every file of a run but its record; of checkpoints the tensors, as they say times too. */
function resultOf(run: string): Record<string, string> {
  const names = readdirSync(workspace.path(run), { recursive: true, encoding: "utf8" }).sort();
  const same = names.filter((name) =>
    /(metrics\.jsonl|\.safetensors|experiment\.yaml|resolved\.json)$/.test(name),
  );
  return {
    names: names.join("\n"),
    ...Object.fromEntries(
      same.map((name) => {
        const bytes = readFileSync(workspace.path(run, name));
        return [name, name.startsWith("checkpoints") ? tensorsOf(bytes) : bytes.toString("latin1")];
      }),
    ),
  };
}

/** Runs a command with a disk of which one call fails, and tells whether that call was reached. */
async function runWithFault(args: readonly string[], fault: { call: number; code: string; short: boolean }) {
  const { layer, calls } = faultyFiles(nodeFiles, fault);
  const ended = await workspace.run(args, { files: layer });
  return { ...ended, reached: calls() >= fault.call };
}

function expectClearError({ code, stderr }: { code: number; stderr: string }, fault: string): void {
  expect(stderr).toMatch(new RegExp(`error .* cannot be (written|read): ${fault}`));
  expect(stderr).not.toMatch(/internal error|\n\s+at /);
  expect(code).toBe(2);
}

async function expectWholeCheckpoints(run: string): Promise<readonly string[]> {
  const folder = workspace.path(run, "checkpoints");
  const store = checkpointStore(folder, { files: nodeFiles, reached: () => {} });
  const names = await store.list();
  for (const name of names) await store.load(name);
  return names;
}

test("a disk that fails at any one call of `train` ends it with the reason; the same command, or --resume, then ends with the bytes of a run without faults", async () => {
  expect((await workspace.run(begin("whole"))).code).toBe(0);
  const whole = resultOf("whole");
  let failed = 0;
  for (let call = 1; ; call++) {
    // each call fails in one of the eight ways, in turn
    const fault = { call, ...(faults[call % faults.length] ?? { code: "EIO", short: false }) };
    const run = `run${call}`;
    const ended = await runWithFault(begin(run), fault);
    if (!ended.reached) break;
    failed++;
    expectClearError(ended, fault.code);
    await expectWholeCheckpoints(run);
    expect(existsSync(workspace.path(run))).toBe(existsSync(workspace.path(run, "run.json")));
    const onward = existsSync(workspace.path(run, "run.json")) ? ["train", "--resume", run] : begin(run);
    const { code, stderr } = await workspace.run(onward);
    expect(code, stderr).toBe(0);
    expect(resultOf(run)).toEqual(whole);
    workspace.delete(run);
  }
  expect(failed).toBeGreaterThan(30);
});

test("a disk that fails at any one call of `train --resume` loses nothing", async () => {
  expect((await workspace.run(begin("whole"))).code).toBe(0);
  const whole = resultOf("whole");
  let failed = 0;
  for (let call = 1; ; call++) {
    const fault = { call, ...(faults[call % faults.length] ?? { code: "EIO", short: false }) };
    const run = `run${call}`;
    const cut = await workspace.run(begin(run), { interrupt: "SIGTERM", interruptAt: 6 });
    expect(cut.code).toBe(143);
    const before = await expectWholeCheckpoints(run);
    expect(before).toHaveLength(1);
    const ended = await runWithFault(["train", "--resume", run], fault);
    if (!ended.reached) break;
    failed++;
    expectClearError(ended, fault.code);
    expect((await expectWholeCheckpoints(run)).length).toBeGreaterThan(0);
    const { code, stderr } = await workspace.run(["train", "--resume", run]);
    expect(code, stderr).toBe(0);
    expect(resultOf(run)).toEqual(whole);
    workspace.delete(run);
  }
  expect(failed).toBeGreaterThan(40);
});

/** Mounts a disk of so many KiB, or changes the size of one that is; only the superuser of a Linux machine may. */
const mountDisk = (place: string, size: number, change = "") =>
  execFileSync("mount", ["-t", "tmpfs", "-o", `${change}size=${size}k`, "retrograd-test", place], {
    stdio: "pipe",
  });

const mayMount = (() => {
  const trial = new Workspace();
  try {
    mountDisk(trial.directory, 4);
    execFileSync("umount", [trial.directory]);
    return true;
  } catch {
    return false;
  } finally {
    trial.remove();
  }
})();

test.skipIf(!mayMount)(
  "a disk that is full at any size ends `train` with the reason; with more room the run ends with the bytes of one that had it (skipped where disks cannot be mounted)",
  async () => {
    expect((await workspace.run(begin("room/whole"))).code).toBe(0);
    const whole = resultOf("room/whole");
    const disk = workspace.path("disk");
    let failed = 0;
    for (let size = 4; ; size += 4) {
      mkdirSync(disk);
      mountDisk(disk, size);
      try {
        const run = "disk/run";
        const ended = await workspace.run(begin(run));
        if (ended.code === 0) break;
        failed++;
        expectClearError(ended, "ENOSPC");
        await expectWholeCheckpoints(run);
        mountDisk(disk, 1000, "remount,");
        const onward = existsSync(workspace.path(run, "run.json")) ? ["train", "--resume", run] : begin(run);
        const { code, stderr } = await workspace.run(onward);
        expect(code, stderr).toBe(0);
        expect(resultOf(run)).toEqual(whole);
      } finally {
        execFileSync("umount", [disk]);
        workspace.delete("disk");
      }
    }
    expect(failed).toBeGreaterThan(5);
  },
);

test.skipIf(!mayMount)(
  "a disk that is full before a streamed table is on it ends `train` with the reason, and nothing is written (skipped where disks cannot be mounted)",
  async () => {
    const rows = "1.5,2.5,3.5,0\n1.25,2,3,1\n".repeat(10_000);
    workspace.write("d.csv", `a,b,c,y\n${rows}`);
    const data = "data={ dataset: { csv: { path: d.csv, target: y, stream: true } } }";
    const args = [
      ...begin("run"),
      "--set",
      data,
      "--set",
      "model.input=[3]",
      "--set",
      "train.epochs=1",
      "--set",
      "train.batch=1000",
    ];
    const disk = workspace.path("disk");
    mkdirSync(disk);
    mountDisk(disk, 500);
    vi.stubEnv("TMPDIR", disk);
    try {
      const { code, stderr } = await workspace.run(args);
      expect(stderr).toMatch(/the rows of d\.csv cannot be stored in .*ENOSPC.*TMPDIR/s);
      expect([code, existsSync(workspace.path("run"))]).toEqual([2, false]);
      // the rows take 640,000 bytes; the page that a name takes, and rounding, the rest
      mountDisk(disk, 1000, "remount,");
      expect((await workspace.run(args)).code).toBe(0);
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      execFileSync("umount", ["--lazy", disk]);
    }
  },
);
