import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";
import { tensorsOf } from "../../../tests/tensors-of.js";

const plugin = ["--plugin", fileURLToPath(new URL("../../../tests/cells-plugin.mjs", import.meta.url))];
const experiment = `version: 1
engine: portable
data: { dataset: { csv: { path: series.csv, target: y, targets: values } } }
model:
  input: [2, 2]
  layers: [TanhCell, { Affine: 1 }, IdentityWithLoss]
train:
  optimizer: { Momentum: { lr: 0.05 } }
  batch: 3
  epochs: 3
  sampling: streams
  checkpoint: { every: 4, keep: 100 }
`;

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("series.yaml", experiment);
  // y follows from the row before; a fifth is the test split, 32 rows make 11 steps an epoch
  const values = Array.from({ length: 41 }, (_, i) => [0, 1, 2, 3].map((k) => ((i * 7 + k * 3) % 11) / 11));
  const rows = values.slice(1).map((row, i) => [...row, (values[i]?.[0] ?? 0) - (row[1] ?? 0)].join(","));
  workspace.write("series.csv", ["a,b,c,d,y", ...rows, ""].join("\n"));
});
afterEach(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run([...args, ...plugin]);
const bytesOf = (...names: readonly string[]) => readFileSync(workspace.path(...names));
const checkpoint = (run: string, step: number) =>
  bytesOf(run, "checkpoints", `step-${String(step).padStart(8, "0")}.safetensors`);

test("evaluate gives the numbers of training, of splits that keep the order of the data", async () => {
  const { code, stderr } = await run("train", "series.yaml", "--out", "a");
  expect(code, stderr).toBe(0);
  const { final } = JSON.parse(bytesOf("a", "run.json").toString()).metrics;
  for (const split of ["train", "test"]) {
    const { stdout } = await run("evaluate", "a", "--split", split, "--json");
    expect(JSON.parse(stdout).metrics[split].loss).toBe(final[split].loss);
  }
  // the state of each row is in checkpoints, not in models
  expect(bytesOf("a", "model.safetensors").toString("latin1")).not.toContain("TanhCell1.h");
  expect(checkpoint("a", 8).toString("latin1")).toContain('"rows/TanhCell1.h":{"dtype":"F32","shape":[3,2]');
  const { stdout: described } = await run("describe", "series.yaml", "--json");
  expect(JSON.parse(described)).toMatchObject({ parameters: 13 });
  workspace.write("new.csv", "0.1,0.2,0.3,0.4\n");
  expect((await run("predict", "a", "--input", "new.csv")).stdout).toMatch(/^index,y\n0,-?0\.\d+\n$/);
});

test("a run that is interrupted in the middle of an epoch ends with the same bytes", async () => {
  await run("train", "series.yaml", "--out", "whole");
  const interrupted = { interrupt: "SIGINT", interruptAt: 6 } as const;
  await workspace.run(["train", "series.yaml", "--out", "cut", ...plugin], interrupted);
  const { code, stderr } = await run("train", "--resume", "cut");
  expect(code, stderr).toBe(0);
  for (const file of ["model.safetensors", "metrics.jsonl"])
    expect(bytesOf("cut", file).equals(bytesOf("whole", file))).toBe(true);
  for (const step of [8, 33])
    expect(tensorsOf(checkpoint("cut", step))).toEqual(tensorsOf(checkpoint("whole", step)));
  expect((await run("runs", "verify", "whole")).code).toBe(0);
});

test("a sampling whose rows do not continue is a mistake, as is one that takes samples from all places", async () => {
  workspace.write("series.yaml", experiment.replace("  sampling: streams\n", ""));
  const { code, stderr } = await run("validate", "series.yaml");
  expect(code).not.toBe(0);
  expect(stderr).toContain(
    "RG4009 train: TanhCell1 keeps a state for each row of the batch, so rows must continue from batch to batch: write sampling: streams",
  );
  const shuffled = await run("validate", "series.yaml", "--set", "train.sampling=shuffle");
  expect(shuffled.stderr).toContain("RG4009 train.sampling");
  workspace.write("series.yaml", experiment);
  const folds = await run("cross-validate", "series.yaml", "--folds", "3");
  expect(folds.stderr).toContain("a fold takes samples from all places of the data");
  expect(folds.code).not.toBe(0);
});
