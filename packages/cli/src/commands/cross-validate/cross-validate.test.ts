import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
const record = (run: string) => JSON.parse(readFileSync(workspace.path(run, "run.json"), "utf8"));

beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

test("trains one run for each fold, and prints mean and deviation of their metrics", async () => {
  const { code, stdout } = await workspace.run(["cross-validate", "iris.yaml", "--folds", "3", "--json"]);
  expect(code).toBe(0);
  const { folds, metrics } = JSON.parse(stdout);
  expect(folds.map(({ path }: { path: string }) => path)).toEqual([
    "runs/iris-0001",
    "runs/iris-0002",
    "runs/iris-0003",
  ]);
  const records = folds.map(({ path }: { path: string }) => record(path));
  for (const { data } of records) expect(data.samples).toEqual({ train: 80, validation: 40, test: 30 });
  const [a, b, c] = records.map(({ metrics: { final } }: ReturnType<typeof record>) => final.validation.loss);
  const mean = (a + b + c) / 3;
  expect(metrics.loss.mean).toBeCloseTo(mean, 12);
  const deviation = Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 2);
  expect(metrics.loss.deviation).toBeCloseTo(deviation, 12);
  expect(new Set([a, b, c]).size).toBe(3);
});

test("prints a table, and writes the runs to the folder of --out", async () => {
  const args = ["cross-validate", "iris.yaml", "--folds", "2", "--out", "cv", "--set", "data.validation=0.5"];
  const { stdout, stderr } = await workspace.run(args);
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^fold +run +steps +validation loss +validation accuracy$/);
  expect(lines.find((line) => line.startsWith("2"))).toMatch(/^2 +cv\/fold-2 +15 +\d\.\d{4} +[\d.]+%$/);
  expect(lines.at(-2)).toMatch(/^mean +\d\.\d{4} +[\d.]+%$/);
  expect(lines.at(-1)).toMatch(/^deviation +[\d.e-]+ +[\d.]+%$/);
  expect(stderr).toContain("fold 2 of 2: 60 training and 60 validation samples of iris, into cv/fold-2");
});

test("evaluates each fold also if the experiment evaluates only other splits, and its runs record that", async () => {
  workspace.write(
    "iris.yaml",
    irisExperiment.replace("epochs: 5", "epochs: 5, evaluate: { splits: [test] }"),
  );
  const { code, stdout } = await workspace.run(["cross-validate", "iris.yaml", "--folds", "2", "--json"]);
  expect(code).toBe(0);
  const { folds, metrics } = JSON.parse(stdout);
  for (const { path, metrics: foldMetrics } of folds) {
    const { final } = record(path).metrics;
    expect(Object.keys(final)).toEqual(["test", "validation"]);
    expect(foldMetrics).toEqual(final.validation);
    const resolved = JSON.parse(readFileSync(workspace.path(path, "resolved.json"), "utf8"));
    expect(resolved.set.at(-1)).toBe("train.evaluate.splits=[test, validation]");
  }
  expect(metrics.loss.mean).toBeCloseTo((folds[0].metrics.loss + folds[1].metrics.loss) / 2, 12);
});

test.each([
  [["--folds", "1"], "must be a whole number from 2"],
  [
    ["--folds", "121"],
    "121 folds need at least as many samples: iris has 120 that are not in the test split",
  ],
])("%j is refused before anything is written", async (args, message) => {
  const { code, stderr } = await workspace.run(["cross-validate", "iris.yaml", ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(existsSync(workspace.path("runs"))).toBe(false);
});

test("an interrupt stops it, and the run of the fold can be resumed", async () => {
  const { code, stderr } = await workspace.run(["cross-validate", "iris.yaml"], { interrupt: "SIGINT" });
  expect(code).toBe(130);
  expect(stderr).toContain("retrograd train --resume runs/iris-0001");
  expect((await workspace.run(["train", "--resume", "runs/iris-0001"])).code).toBe(0);
  expect(record("runs/iris-0001").data.samples.validation).toBe(24);
});
