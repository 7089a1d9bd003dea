import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

const split = irisExperiment.replace(
  "scale: standardize",
  "scale: standardize, validation: 0.2, stratify: true",
);

let workspace: Workspace;
const record = (run: string) => JSON.parse(readFileSync(workspace.path(run, "run.json"), "utf8"));
const rows = (run: string) =>
  readFileSync(workspace.path(run, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  workspace = new Workspace();
  workspace.write("iris.yaml", split);
  workspace.write("plain.yaml", irisExperiment);
  await workspace.run(["train", "iris.yaml", "--out", "run"]);
  await workspace.run(["train", "plain.yaml", "--out", "plain"]);
});
afterAll(() => workspace.remove());

describe("a validation split", () => {
  test("is held out, evaluated and recorded like the others", () => {
    expect(record("run").data.samples).toEqual({ train: 90, validation: 30, test: 30 });
    expect(Object.keys(record("run").metrics.final)).toEqual(["train", "validation", "test"]);
    const evaluated = rows("run").filter(({ type, step }) => type === "eval" && step === 1);
    expect(evaluated.map((row) => row.split)).toEqual(["train", "validation", "test"]);
  });

  test("has the same metrics in evaluate as in training", async () => {
    const { stdout } = await workspace.run(["evaluate", "run", "--split", "validation", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      split: "validation",
      samples: 30,
      metrics: { validation: record("run").metrics.final.validation },
    });
  });

  test("ends training and chooses its best checkpoint", async () => {
    const flags = ["--set", "train.checkpoint.best=validation.loss", "--set", "train.batch=90"];
    const stop = [
      "--set",
      "train.stop={ metric: validation.loss, atMost: 1.05 }",
      "--set",
      "train.epochs=200",
    ];
    expect((await workspace.run(["train", "iris.yaml", "--out", "stopped", ...flags, ...stop])).code).toBe(0);
    const { steps, reason, metrics } = record("stopped");
    expect({ reason, step: metrics.best["validation.loss"].step }).toEqual({ reason: "target", step: steps });
    const best = `step-${String(steps).padStart(8, "0")}.safetensors`;
    expect(readdirSync(workspace.path("stopped", "checkpoints"))).toContain(best);
  });

  test("is the same after an interruption", async () => {
    const { code } = await workspace.run(["train", "iris.yaml", "--out", "again"], { interrupt: "SIGINT" });
    expect(code).toBe(130);
    expect((await workspace.run(["train", "--resume", "again"])).code).toBe(0);
    expect(rows("again")).toEqual(rows("run"));
  });

  test("that a run does not have is refused", async () => {
    const { code, stderr } = await workspace.run(["evaluate", "plain", "--split", "validation"]);
    expect(code).toBe(2);
    expect(stderr).toContain("plain has no validation split");
  });

  test.each([
    ["validation: 0.9", 'RG3006 data.validation: "validation" and "test" must leave samples to train on'],
    ["validation: { fold: 130, of: 130 }", "130 folds need at least as many samples: iris has 120"],
  ])("%s is refused at its place", async (data, message) => {
    workspace.write("wrong.yaml", irisExperiment.replace("scale: standardize", data));
    const { code, stderr } = await workspace.run(["train", "wrong.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
