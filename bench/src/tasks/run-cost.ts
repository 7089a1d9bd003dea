import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Environment, runCommandLine } from "@retrograd/cli";
import { philoxStreams } from "@retrograd/core";
import type { Work } from "./serve.js";
import type { Task } from "./task.js";

const samples = 20_000;
const [pixels, classes] = [784, 10];

/** Whole runs of `retrograd train` on 784-50-10 with some settings of their own, timed from the first step to the end of
 *  the run: loading and start-up are not what they are compared for. `flags`: more of the command's */
export function runCost(
  { engine, set, data }: Pick<Extract<Task, { kind: "run" }>, "engine" | "set" | "data">,
  flags: readonly string[] = [],
): Work {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-bench-run-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  if (data === undefined) writePictures(folder);
  else writeTable(join(folder, "rows.csv"));
  writeFileSync(join(folder, "experiment.yaml"), experiment(datasets[data ?? "pictures"]));
  let runs = 0;
  return {
    description: `retrograd train on ${engine}, ${set.join(", ") || "nothing kept"}`,
    async run(count) {
      const out = `run-${runs++}`;
      const settings = [`engine=${engine}`, `train.iterations=${count}`, ...set];
      const args = [...flags, ...settings.flatMap((one) => ["--set", one])];
      const timed = timedEnvironment(folder);
      const code = await runCommandLine(
        ["train", "experiment.yaml", "--out", out, "--quiet", ...args],
        timed.environment,
      );
      const seconds = timed.seconds();
      rmSync(join(folder, out), { recursive: true, force: true });
      if (code !== 0) throw new Error(`retrograd train ended with ${code}: ${timed.complaints()}`);
      return seconds;
    },
  };
}

const datasets = {
  pictures:
    "{ idx: { trainImages: x.idx, trainLabels: t.idx, testImages: x1.idx, testLabels: t1.idx } }, scale: unit",
  table: "{ csv: { path: rows.csv, target: class, stream: false } }, scale: standardize, test: 0.005",
  "streamed table":
    "{ csv: { path: rows.csv, target: class, stream: true } }, scale: standardize, test: 0.005",
};

const experiment = (dataset: string) => `name: cost
data: { dataset: ${dataset} }
model:
  input: [784]
  layers: [{ Affine: 50 }, Relu, { Affine: 10 }, SoftmaxWithLoss]
train:
  optimizer: { SGD: { lr: 0.01 } }
  batch: 100
  iterations: 1
  sampling: with-replacement
  evaluate: { every: 1000000000, splits: [test] }
  log: { every: 1000000000 }
`;

/** Random bytes as pictures, enough that no cache holds them all, and a few to test with. */
function writePictures(folder: string): void {
  const rng = philoxStreams(0).stream("bench");
  const bytes = Uint8Array.from(rng.integers(256, 100_003));
  mkdirSync(folder, { recursive: true });
  for (const [name, count] of [
    ["", samples],
    ["1", 100],
  ] as const) {
    const content = new Uint8Array(count * pixels).map((_, i) => bytes[i % bytes.length]);
    writeFileSync(join(folder, `x${name}.idx`), idx([count, 28, 28], content));
    writeFileSync(join(folder, `t${name}.idx`), idx([count], Uint8Array.from(rng.integers(classes, count))));
  }
}

/** The same bytes as a table. */
function writeTable(path: string): void {
  const rng = philoxStreams(0).stream("bench");
  const file = openSync(path, "w");
  writeSync(file, `${Array.from({ length: pixels }, (_, i) => `x${i}`).join(",")},class\n`);
  for (let row = 0; row < samples; row++) {
    writeSync(file, `${rng.integers(256, pixels).join(",")},${row % classes}\n`);
  }
  closeSync(file);
}

/** An IDX file of bytes. */
function idx(shape: readonly number[], content: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  for (const [i, axis] of shape.entries()) header.writeUInt32BE(axis, 4 + 4 * i);
  return Buffer.concat([header, content]);
}

/** The machine as the command sees it, but for its output. The loop of training is the first to look at the clock. */
function timedEnvironment(directory: string) {
  let begin: number | undefined;
  const complaints: string[] = [];
  const silent = { isTTY: false, columns: 80, write: () => {} };
  const environment: Environment = {
    directory,
    variables: process.env,
    stdout: silent,
    stderr: { ...silent, write: (text) => void complaints.push(text) },
    nodeVersion: process.versions.node,
    platform: "bench",
    cacheDirectory: directory,
    configDirectory: directory,
    now: () => new Date(),
    clock() {
      const now = performance.now();
      begin ??= now;
      return now;
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onInterrupt: () => () => {},
    runProgram: async () => undefined,
  };
  return {
    environment,
    seconds: () => (performance.now() - (begin ?? Number.NaN)) / 1000,
    complaints: () => complaints.join(""),
  };
}
