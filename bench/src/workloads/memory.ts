import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { contestantName, type EngineChoice } from "../engines.js";
import { rootFolder } from "../folders.js";
import type { Tell } from "../measuring/measure.js";
import { thisMachine } from "../results/machine.js";
import type { Fact, Measured, Result, Skipped } from "../results/result.js";
import type { MemoryReport } from "../tasks/memory.js";
import { taskCommand } from "./commands.js";
import { writeTable } from "./large-table.js";

const setting = { widths: [784, 50, 10], batch: 100, samples: 60_000, lr: 0.01 };
const engines: readonly EngineChoice[] = [
  { name: "blas", threads: 2 },
  { name: "portable", threads: 1 },
];

/** Name of this workload. */
export const memoryName = "memory";

/** Resident memory over 100,000 steps in a process of their own, and the peak of a whole `retrograd train` on files of
 *  MNIST's sizes. */
export async function measureMemory(tell: Tell): Promise<Result> {
  const machine = thisMachine();
  const measured: Measured[] = [];
  const skipped: Skipped[] = [];
  const facts: Fact[] = [];
  for (const engine of engines) {
    const name = contestantName(engine);
    tell(`memory: 100,000 steps on ${name}`);
    const report = trainLong(engine);
    if (typeof report === "string") {
      skipped.push({ name, reason: report });
      continue;
    }
    const { description, resident, peak } = report;
    measured.push({ name, case: "", description, steps: 1000, values: resident });
    const growth = Math.max(...resident) - resident[0];
    const mb = { unit: "MB" };
    facts.push({ name: `${name}: growth after 1,000 steps`, value: growth, ...mb, goal: { atMost: 5 } });
    // between two collections of garbage memory rises and falls; what leaks raises the floor
    const half = Math.floor(resident.length / 2);
    const floor = Math.min(...resident.slice(half)) - Math.min(...resident.slice(1, half));
    facts.push({ name: `${name}: growth of the floor, second half to first`, value: floor, ...mb });
    facts.push({ name: `${name}: peak of 100,000 steps, 60,000 pictures loaded`, value: peak, ...mb });
  }
  tell("memory: retrograd train on files of MNIST's sizes");
  for (const engine of ["blas", "portable"]) {
    const peak = await trainingPeak(engine);
    const name = `retrograd train, MNIST, ${engine}: peak of the process`;
    if (peak === undefined) skipped.push({ name, reason: "it failed, or /proc does not tell" });
    else facts.push({ name, value: peak, unit: "MB", goal: { atMost: 250 } });
  }
  tell("memory: retrograd train on a CSV file of 500 MB");
  const streamed = await streamingPeak();
  const name = "retrograd train, a CSV file of 500 MB, portable: peak of the process";
  if (streamed === undefined) skipped.push({ name, reason: "it failed, or /proc does not tell" });
  else facts.push({ name, value: streamed, unit: "MB", goal: { atMost: 300 } });
  return {
    workload: memoryName,
    title: "Memory, 784-50-10, batch 100",
    unit: "MB",
    date: new Date().toISOString(),
    machine,
    measured,
    comparisons: [],
    facts,
    skipped,
  };
}

/** The report of a long training in a process of its own, or why there is none. */
function trainLong(engine: EngineChoice): MemoryReport | string {
  const { file, args } = taskCommand({ kind: "memory", engine, setting });
  const { stdout, stderr, status } = spawnSync(file, args, { cwd: rootFolder, encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : (stderr.trim().split("\n").at(-1) ?? "it failed");
}

/** Peak resident memory in MB of training the MNIST example for an epoch, evaluations and run folder included. */
function trainingPeak(engine: string): Promise<number | undefined> {
  return peakOfTraining((folder) => {
    writeMnistFiles(join(folder, "mnist"));
    const example = join(rootFolder, "examples/mnist-two-layer.yaml");
    return [example, "--data-dir", folder, "--engine", engine, "--set", "train.iterations=1200"];
  });
}

const streamedExperiment = `name: streamed
engine: portable
data: { dataset: { csv: { path: large.csv, target: class } }, scale: standardize, validation: 0.1, stratify: true }
model:
  input: [20]
  layers: [{ Affine: 50 }, Relu, { Affine: 3 }, SoftmaxWithLoss]
train: { batch: 1000, iterations: 3000, evaluate: { every: 1500, splits: [validation] } }
`;

/** The same of training on a table that is far larger, split, scaled, shuffled and evaluated. */
function streamingPeak(): Promise<number | undefined> {
  return peakOfTraining((folder) => {
    writeTable(join(folder, "large.csv"), 500e6);
    writeFileSync(join(folder, "streamed.yaml"), streamedExperiment);
    return [join(folder, "streamed.yaml")];
  });
}

/** Peak resident memory in MB of `retrograd train`, in a folder for what `prepare` writes; it returns the arguments. */
async function peakOfTraining(prepare: (folder: string) => readonly string[]): Promise<number | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-bench-"));
  try {
    const program = join(rootFolder, "packages/cli/bin/retrograd.mjs");
    const args = [program, "train", ...prepare(folder), "--quiet"];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
    let peak: number | undefined;
    const timer = setInterval(() => {
      peak = peakOf(child.pid) ?? peak;
    }, 20);
    const code = await new Promise((resolve) => child.on("exit", resolve).on("error", () => resolve(1)));
    clearInterval(timer);
    return code === 0 ? peak : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The most memory that a living process has had, in MB. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** Files as MNIST's: 60,000 and 10,000 pictures of 28 x 28, the pixels made up. */
function writeMnistFiles(folder: string): void {
  mkdirSync(folder);
  for (const [part, count] of [
    ["train", 60_000],
    ["t10k", 10_000],
  ] as const) {
    const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => (i * 31 + (i >> 9)) % 256);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, 28, 28], pixels));
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
}

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length);
  for (const [axis, size] of shape.entries()) header.setUint32(4 + 4 * axis, size);
  return Buffer.concat([new Uint8Array(header.buffer), values]);
}
