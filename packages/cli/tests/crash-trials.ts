import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Rng } from "@retrograd/core";
import { checkpointStore, type Failpoint, failpoints, nodeFiles } from "@retrograd/runs/node";
import { expect } from "vitest";
import { binary } from "./built-command.js";
import type { Workspace } from "./captured-environment.js";
import { irisTable } from "./iris-table.js";
import { tensorsOf } from "./tensors-of.js";

const crashChild = fileURLToPath(new URL("crash-child.mjs", import.meta.url));

/** An experiment that writes almost all the time: a checkpoint and a row for each step, and evaluations. */
export const crashExperiment = (iterations: number, rng: "philox" | "numpy", dataset = "iris") => `name: crash
engine: portable
rng: ${rng}
data: { dataset: ${dataset}, scale: standardize }
model:
  input: [4]
  layers: [{ Affine: 8 }, Relu, { Affine: 3 }, SoftmaxWithLoss]
train:
  batch: 20
  iterations: ${iterations}
  log: { every: 1 }
  evaluate: { every: 7 }
  checkpoint: { every: 1, keep: 2 }
`;

const table = await irisTable();

/** Writes the experiment of a round of trials: alternately with data in memory and with data on the disk. */
export function writeTrial(workspace: Workspace, round: number, iterations: number): void {
  workspace.write("iris.csv", table);
  const streamed = "{ csv: { path: iris.csv, target: species, stream: true } }";
  const experiment =
    round % 2 === 0 ? crashExperiment(iterations, "numpy") : crashExperiment(iterations, "philox", streamed);
  workspace.write("crash.yaml", experiment);
}

/** A running command. */
export class Command {
  readonly child: ChildProcess;
  stderr = "";
  readonly #ended: Promise<unknown>;

  constructor(
    workspace: Workspace,
    args: readonly string[],
    failpoint?: { readonly point: Failpoint; readonly nth: number },
  ) {
    const program = failpoint === undefined ? [binary] : [crashChild, failpoint.point, String(failpoint.nth)];
    this.child = spawn(process.execPath, [...program, ...args], {
      cwd: workspace.directory,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#ended = once(this.child, "close");
  }

  /** Waits until the command has printed `text`, by default at the start of training, or has ended. */
  async ready(text = "training and"): Promise<void> {
    while (!this.stderr.includes(text) && this.child.exitCode === null && this.child.signalCode === null) {
      await Promise.race([once(this.child.stderr ?? this.child, "data"), this.#ended]);
    }
  }

  async ended(): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    await this.#ended;
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** The last checkpoint that the command reported as saved. */
  get acknowledged(): string | undefined {
    return this.stderr.match(/(?<=^checkpoint )step-\S+$/gm)?.at(-1);
  }
}

/** Starts a run, or resumes it if it exists. */
export function trainOn(
  workspace: Workspace,
  run: string,
  failpoint?: { readonly point: Failpoint; readonly nth: number },
): Command {
  const exists = existsSync(workspace.path(run, "run.json"));
  if (!exists && existsSync(workspace.path(run))) workspace.delete(run);
  const args = exists ? ["--resume", run] : ["crash.yaml", "--out", run];
  return new Command(workspace, ["train", ...args, "--verbose"], failpoint);
}

/** The failpoints that training reaches repeatedly, and not only at its end. */
export const failpointsWithin: readonly Failpoint[] = failpoints.filter((point) => point !== "model-written");

/** Starts or resumes a run, which is killed when it reaches a failpoint for the nth time. */
export async function dieAt(workspace: Workspace, run: string, point: Failpoint, nth: number): Promise<void> {
  const command = trainOn(workspace, run, { point, nth });
  expect(await command.ended(), `${point}: ${command.stderr}`).toEqual({ code: null, signal: "SIGKILL" });
  await expectWhole(workspace, run, command.acknowledged);
}

/** Kills a run at random instants until it is complete, at most `maxKills` times.
 *  After each kill, every checkpoint must load, and the last acknowledged one must not be newer than all of them.
 *  @returns the number of kills */
export async function killAtRandom(
  workspace: Workspace,
  run: string,
  rng: Rng,
  maxKills: number,
): Promise<number> {
  for (let kills = 0; ; ) {
    const command = trainOn(workspace, run);
    if (kills < maxKills) {
      await command.ready();
      await pause(80 * rng.uniform());
      command.child.kill("SIGKILL");
    }
    const { code, signal } = await command.ended();
    if (signal !== "SIGKILL") {
      expect(code, command.stderr).toBe(0);
      return kills;
    }
    kills++;
    await expectWhole(workspace, run, command.acknowledged);
    // the kill may come between the end of the run and the end of the process
    if (isCompleted(workspace, run)) return kills;
  }
}

function isCompleted(workspace: Workspace, run: string): boolean {
  const record = workspace.path(run, "run.json");
  return existsSync(record) && JSON.parse(readFileSync(record, "utf8")).status === "completed";
}

/** Checks that every checkpoint of a run loads, and that none is lost. */
export async function expectWhole(
  workspace: Workspace,
  run: string,
  acknowledged: string | undefined,
): Promise<void> {
  const store = checkpointStore(workspace.path(run, "checkpoints"), { files: nodeFiles, reached: () => {} });
  const names = await store.list();
  for (const name of names) await store.load(name);
  if (acknowledged !== undefined) expect([acknowledged, names.at(-1)].sort()[0]).toBe(acknowledged);
}

/** Checks that two runs ended with the same bytes, and that no incomplete file is left. */
export function expectSameBytes(workspace: Workspace, run: string, whole: string): void {
  const read = (...names: string[]) => readFileSync(workspace.path(...names)).toString("hex");
  const last = readdirSync(workspace.path(whole, "checkpoints")).sort().at(-1) ?? "";
  for (const file of ["metrics.jsonl", "model.safetensors"]) expect(read(run, file)).toBe(read(whole, file));
  const tensors = (folder: string) => tensorsOf(readFileSync(workspace.path(folder, "checkpoints", last)));
  expect(tensors(run)).toBe(tensors(whole));
  // a process that is killed after its run is complete leaves its lock, which the next process removes
  const names = (folder: string) =>
    readdirSync(workspace.path(folder), { recursive: true, encoding: "utf8" })
      .filter((name) => !name.startsWith(".lock-"))
      .sort();
  expect(names(run)).toEqual(names(whole));
}
