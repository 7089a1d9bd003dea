import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

const readJson = (...names: string[]) => JSON.parse(readFileSync(workspace.path(...names), "utf8"));
const readRows = (...names: string[]) =>
  readFileSync(workspace.path(...names, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a run folder", () => {
  test("contains the experiment as written, its settings, its record, metrics and model", async () => {
    const { code, stdout } = await workspace.run(["train", "iris.yaml", "--set", "train.batch=30"]);
    expect(code).toBe(0);
    expect(stdout).toContain("run runs/iris-0001");
    const run = ["runs", "iris-0001"];
    expect(readFileSync(workspace.path(...run, "experiment.yaml"), "utf8")).toBe(irisExperiment);
    const resolved = readJson(...run, "resolved.json");
    expect(resolved.experiment.train.batch).toBe(30);
    expect(resolved).toMatchObject({ set: ["train.batch=30"], plugins: [], directory: "../.." });
    // 120 training samples in batches of 30 are 4 steps per epoch
    const record = readJson(...run, "run.json");
    expect(record).toMatchObject({
      schema: 1,
      name: "iris",
      status: "completed",
      reason: "steps",
      steps: 20,
      seed: 0,
      dtype: "float32",
      data: { name: "iris", samples: { train: 120, test: 30 }, scaling: { kind: "standardize" } },
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: "2026-01-01T00:00:00.000Z",
    });
    expect(record.metrics.final.test.accuracy).toBeGreaterThan(0.8);
    expect(record.metrics.best["test.accuracy"].value).toBeGreaterThan(0.8);
    expect(readdirSync(workspace.path(...run)).sort()).toEqual(
      ["experiment.yaml", "metrics.jsonl", "model.safetensors", "resolved.json", "run.json"].sort(),
    );
  });

  test("has rows for the first, every tenth and the last step, and for each split in each epoch", async () => {
    await workspace.run(["train", "iris.yaml"]);
    const rows = readRows("runs", "iris-0001");
    const steps = rows.filter(({ type }) => type === "step").map(({ step }) => step);
    expect(steps).toEqual([1, 10, 20, 30]);
    const evaluations = rows.filter(({ type }) => type === "eval");
    expect(evaluations.map(({ step, split }) => `${step} ${split}`)).toEqual(
      [1, 6, 12, 18, 24, 30].flatMap((step) => [`${step} train`, `${step} test`]),
    );
  });

  test("gets the next number, or the path of --out", async () => {
    await workspace.run(["train", "iris.yaml"]);
    await workspace.run(["train", "iris.yaml"]);
    await workspace.run(["train", "iris.yaml", "--out", "mine/first"]);
    expect(readdirSync(workspace.path("runs"))).toEqual(["iris-0001", "iris-0002"]);
    expect(readJson("mine", "first", "resolved.json").directory).toBe("../..");
  });

  test("finds its experiment through symbolic links", async () => {
    for (const folder of ["experiments", "deep/disk"]) mkdirSync(workspace.path(folder), { recursive: true });
    symlinkSync(workspace.path("deep", "disk"), workspace.path("disk"));
    symlinkSync(workspace.path("experiments"), workspace.path("deep", "mine"));
    await workspace.run(["init", "csv", "--out", "experiments/csv.yaml"]);
    for (const file of ["experiments/csv.yaml", "deep/mine/csv.yaml"]) {
      const out = `disk/${file.length}`;
      expect((await workspace.run(["train", file, "--out", out])).code).toBe(0);
      expect(readJson(out, "resolved.json").directory).toBe("../../../experiments");
      expect((await workspace.run(["evaluate", out])).code).toBe(0);
    }
  });

  test("has the same bytes for the same seed and others for another seed, with either random generator", async () => {
    for (const [index, rng] of ["philox", "numpy"].entries()) {
      const model = async (out: string, seed: string) => {
        await workspace.run(["train", "iris.yaml", "--out", out, "--seed", seed, "--set", `rng=${rng}`]);
        return readFileSync(workspace.path(out, "model.safetensors"));
      };
      const [first, same, other] = [
        await model(`a${index}`, "7"),
        await model(`b${index}`, "7"),
        await model(`c${index}`, "8"),
      ];
      expect(same.equals(first)).toBe(true);
      expect(other.equals(first)).toBe(false);
    }
  });
});

describe("an error before training exits with 2 and writes nothing", () => {
  test.each([
    ["a wrong layer", ["--set", "model.layers[1]=Rellu"], 'Did you mean "Relu"?'],
    ["an unknown engine", ["--engine", "warp"], "--set engine=warp"],
    ["an input of another size", ["--set", "model.input=[5]"], "RG3004 model.input"],
    ["too few outputs", ["--set", "model.layers[2].Affine=2"], "RG3005 model.layers[3]"],
    ["a loss of values", ["--set", "model.layers[3]=IdentityWithLoss"], "RG3005 model.layers[3]"],
    ["a scale that the data do not support", ["--set", "data.scale=unit"], "RG3007 data.scale"],
    ["a split that leaves nothing", ["--set", "data.test=0.0001"], "RG3006 data.test"],
    ["missing data", ["--set", "data.dataset=mnist"], "RG3002 data.dataset"],
    ["a missing plugin", ["--plugin", "no-such-plugin"], "no-such-plugin is not installed"],
    ["a seed that is not a number", ["--seed", "x"], "whole number"],
  ])("%s", async (_what, flags, message) => {
    const { code, stdout, stderr } = await workspace.run(["train", "iris.yaml", ...flags]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(readdirSync(workspace.directory)).toEqual(["iris.yaml"]);
  });

  test("a file that does not exist, or has no data or training", async () => {
    expect(await workspace.run(["train", "none.yaml"])).toMatchObject({ code: 2 });
    workspace.write("bare.yaml", "model: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\n");
    const { code, stderr } = await workspace.run(["train", "bare.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("RG4004");
    workspace.write("dataless.yaml", irisExperiment.replace(/^data:.*\n/m, ""));
    expect((await workspace.run(["train", "dataless.yaml"])).stderr).toContain("RG3001");
    expect(existsSync(workspace.path("runs"))).toBe(false);
  });

  test("data with a mistake in a cell", async () => {
    workspace.write("a.csv", "x,y\n1,a\ntwo,b\n3,a\n");
    workspace.write(
      "csv.yaml",
      irisExperiment.replace("dataset: iris", "dataset: { csv: { path: a.csv, target: y } }"),
    );
    const { code, stderr } = await workspace.run(["train", "csv.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("csv.yaml:2:18 RG3003 data.dataset: a.csv:3");
  });

  test.each(["iris.yaml", "iris.yaml/run"])("a file instead of a folder: %s", async (out) => {
    const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", out]);
    expect(code).toBe(2);
    expect(stderr).toContain("error iris.yaml is a file; name a folder");
  });

  test("a folder that is not empty", async () => {
    const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", "."]);
    expect(code).toBe(2);
    expect(stderr).toContain("is not empty");
    expect(readdirSync(workspace.directory)).toEqual(["iris.yaml"]);
  });
});

describe("how training ends", () => {
  test("a run whose loss ends above its initial loss gets a warning", async () => {
    const set = ["train.optimizer.SGD.lr=1e4", "model.layers[1]=Sigmoid"].flatMap((value) => [
      "--set",
      value,
    ]);
    const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", "worse", ...set]);
    expect(stderr).toMatch(
      /^warning: the loss on the training split ends at \S+, and was [01]\.\d+ before the first step: /m,
    );
    expect(code).toBe(0);
  });

  test("a diverged run is recorded as failed, without a model, and exits with 1", async () => {
    const { code, stderr } = await workspace.run([
      "train",
      "iris.yaml",
      "--set",
      "train.optimizer.SGD.lr=1e300",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("diverged");
    expect(readJson("runs", "iris-0001", "run.json")).toMatchObject({
      status: "failed",
      timing: { trainSeconds: expect.any(Number), evaluateSeconds: expect.any(Number) },
    });
    expect(existsSync(workspace.path("runs", "iris-0001", "model.safetensors"))).toBe(false);
  });

  test("a target that is met ends training early with 0, one that is missed exits with 1", async () => {
    const stop = (atLeast: number) => ["--set", `train.stop={ metric: test.accuracy, atLeast: ${atLeast} }`];
    const met = await workspace.run(["train", "iris.yaml", ...stop(0.5)]);
    expect(met.code).toBe(0);
    expect(readJson("runs", "iris-0001", "run.json")).toMatchObject({ reason: "target" });
    const missed = await workspace.run(["train", "iris.yaml", "--seed", "3", ...stop(1)]);
    expect(missed.code).toBe(1);
    expect(missed.stderr).toContain("the target was not met: test.accuracy reached");
    expect(readJson("runs", "iris-0002", "run.json")).toMatchObject({ status: "completed", reason: "steps" });
  });

  test("patience and time end training early with 0, and the record has the reason", async () => {
    const stop = (criteria: string) => ["--set", `train.stop={ ${criteria} }`];
    const calm = await workspace.run([
      "train",
      "iris.yaml",
      ...stop("metric: test.loss, patience: 2, minDelta: 9"),
    ]);
    expect(calm.code).toBe(0);
    expect(calm.stdout).toContain("completed after 12 steps, no improvement");
    expect(readJson("runs", "iris-0001", "run.json")).toMatchObject({ reason: "patience", steps: 12 });
    // the clock of the tests advances by 10 ms at each call
    const late = await workspace.run(["train", "iris.yaml", ...stop("seconds: 0.2")]);
    expect(late.code).toBe(0);
    const { reason, steps } = readJson("runs", "iris-0002", "run.json");
    expect(reason).toBe("time");
    expect(steps).toBeLessThan(30);
    expect(late.stdout).toContain(`completed after ${steps} steps, time limit reached`);
    expect(readRows("runs", "iris-0002").at(-1)).toMatchObject({ type: "eval", step: steps, split: "test" });
    expect((await workspace.run(["runs", "verify", "runs/iris-0002"])).code).toBe(0);
  });

  test("a target that is not met exits with 1, also with patience", async () => {
    const stop = "train.stop={ metric: test.accuracy, atLeast: 1, patience: 1, minDelta: 0.9 }";
    const missed = await workspace.run(["train", "iris.yaml", "--set", stop]);
    expect(missed.code).toBe(1);
    expect(missed.stderr).toContain("the target was not met: test.accuracy reached");
    expect(readJson("runs", "iris-0001", "run.json")).toMatchObject({ reason: "patience" });
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s saves the model after the current step and exits with %d", async (interrupt, expected) => {
    const { code, stderr } = await workspace.run(["train", "iris.yaml"], { interrupt });
    expect(code).toBe(expected);
    expect(stderr).toContain(`interrupted by ${interrupt}`);
    const { status, reason, steps, timing } = readJson("runs", "iris-0001", "run.json");
    // the clock of the tests advances by 10 ms at each call
    expect(timing.trainSeconds).toBeGreaterThan(0);
    expect(timing.evaluateSeconds).toBeGreaterThan(0);
    expect(timing.stepsPerSecond).toBeCloseTo(steps / timing.trainSeconds, 6);
    expect({ status, reason }).toEqual({ status: "interrupted", reason: interrupt });
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(30);
    expect(existsSync(workspace.path("runs", "iris-0001", "model.safetensors"))).toBe(true);
  });
});

describe("train prints", () => {
  test("a plain line for each evaluation without a terminal, then plots, summary and folder", async () => {
    const { stdout, stderr } = await workspace.run(["train", "iris.yaml"]);
    expect(stdout.match(/^step \d+ {2}epoch [\d.]+ {2}train loss .* test loss .*$/gm)).toHaveLength(6);
    expect(stdout).toContain("accuracy, steps 1 to 30");
    expect(stdout).toContain("completed after 30 steps");
    expect(stdout).not.toContain("\u001b");
    expect(stderr).not.toContain("\u001b");
  });

  test("a table and a live line on a terminal", async () => {
    const { stdout, stderr } = await workspace.run(["train", "iris.yaml"], { isTTY: true });
    expect(stdout).toContain("test acc");
    expect(stdout).toContain("\u001b[32mcompleted");
    expect(stderr).toMatch(/step \d+\/30 .*steps\/s/);
    // the live line is cleared at the end
    expect(stderr.lastIndexOf("\r\u001b[K")).toBe(stderr.length - 4);
  });

  test("columns that fit on a terminal of 40 characters", async () => {
    const { stdout, stderr } = await workspace.run(["train", "iris.yaml"], {
      isTTY: true,
      columns: 40,
      variables: { NO_COLOR: "1" },
    });
    expect(stdout).toMatch(/^ +step +epoch +test loss +test acc$/m);
    expect(stdout).toMatch(/^ +30 +5\.00 +\d\.\d{4} +[\d.]+%$/m);
    expect(stderr).toContain("iris: 120 training and 30 test samples\n  of iris, seed 0, 30 steps\n");
    const table = stdout.slice(0, stdout.indexOf("loss, steps"));
    expect(table.split("\n").every((line) => line.length <= 40)).toBe(true);
  });

  test("one step without an s", async () => {
    const { stdout, stderr } = await workspace.run([
      "train",
      "iris.yaml",
      "--set",
      "train.batch=120",
      "--set",
      "train.epochs=1",
    ]);
    expect(stderr).toMatch(/seed 0, 1 step$/m);
    expect(stdout).toContain("completed after 1 step:");
  });

  test("no colour with NO_COLOR, no live line on a dumb terminal, colour without a terminal with FORCE_COLOR", async () => {
    const plain = await workspace.run(["train", "iris.yaml"], { isTTY: true, variables: { NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b");
    const dumb = await workspace.run(["train", "iris.yaml"], { isTTY: true, variables: { TERM: "dumb" } });
    expect(dumb.stderr).not.toContain("\r");
    const forced = await workspace.run(["train", "iris.yaml"], { variables: { FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain("\u001b[32m");
  });

  test("only the result with --quiet, and hashes of the data with --verbose", async () => {
    const quiet = await workspace.run(["train", "iris.yaml", "--quiet"], { isTTY: true });
    expect(quiet.stderr).toBe("");
    expect(quiet.stdout).not.toContain("steps 1 to");
    expect(quiet.stdout).toContain("runs/iris-0001");
    const verbose = await workspace.run(["train", "iris.yaml", "--verbose"]);
    expect(verbose.stderr).toMatch(/data @retrograd\/data: iris: sha256 [0-9a-f]{64}/);
  });

  test("one document with --json", async () => {
    const { stdout } = await workspace.run(["train", "iris.yaml", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      path: "runs/iris-0001",
      run: { status: "completed" },
    });
  });
});
