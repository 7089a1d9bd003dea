import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { irisTable } from "../../tests/iris-table.js";

const table = await irisTable();
const experiment = `name: iris
data:
  dataset: { csv: { path: iris.csv, target: species, stream: true } }
  scale: standardize
  validation: 0.2
  stratify: true
model:
  input: [4]
  layers: [{ Affine: 8 }, Relu, { Affine: 3 }, SoftmaxWithLoss]
train: { batch: 20, epochs: 5, log: { every: 1 } }
`;

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.csv", table);
  workspace.write("iris.yaml", experiment);
});
afterEach(() => workspace.remove());

const inMemory = ["--set", "data.dataset.csv.stream=false"];

/** The files that must not depend on where the samples are stored. */
const resultOf = (run: string) =>
  ["model.safetensors", "metrics.jsonl"].map((name) => readFileSync(workspace.path(run, name), "latin1"));

async function succeed(...args: readonly string[]) {
  const { code, stdout, stderr } = await workspace.run(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe("training on a streamed table gives the same bytes as on one in memory", () => {
  test.each([
    ["shuffled", []],
    ["with replacement", ["train.sampling=with-replacement"]],
    ["in order", ["train.sampling=sequential"]],
    ["with NumPy's generator", ["rng=numpy"]],
    ["in float64", ["dtype=float64"]],
    ["limited", ["data.limit=50"]],
    ["a fold at a time", ["data.validation={ fold: 2, of: 3 }"]],
  ])("%s", async (_, settings) => {
    const set = settings.flatMap((setting) => ["--set", setting]);
    await succeed("train", "iris.yaml", "--out", "streamed", ...set);
    await succeed("train", "iris.yaml", "--out", "whole", ...set, ...inMemory);
    expect(resultOf("streamed")).toEqual(resultOf("whole"));
  });

  test("also when it is interrupted many times", async () => {
    await succeed("train", "iris.yaml", "--out", "whole", ...inMemory);
    let args = ["train", "iris.yaml", "--out", "run"];
    for (let interruptAt = 2; ; interruptAt++) {
      const { code, stderr } = await workspace.run(args, { interrupt: "SIGINT", interruptAt });
      if (code === 0) break;
      expect(code, stderr).toBe(130);
      args = ["train", "--resume", "run"];
    }
    expect(args).toContain("--resume");
    expect(resultOf("run")).toEqual(resultOf("whole"));
  });
});

test("commands print the same for a streamed table as for one in memory", async () => {
  await succeed("train", "iris.yaml", "--out", "streamed");
  await succeed("train", "iris.yaml", "--out", "whole", ...inMemory);
  const output = async (...args: readonly string[]) =>
    (await succeed(...args, "--json")).replaceAll(/runs\/iris-\d+|streamed|whole/g, "RUN");
  expect(await output("evaluate", "streamed", "--split", "validation")).toEqual(
    await output("evaluate", "whole", "--split", "validation"),
  );
  for (const args of [
    ["preflight", "iris.yaml"],
    ["lr-find", "iris.yaml", "--steps", "30"],
    ["cross-validate", "iris.yaml", "--folds", "3", "--set", "data.validation=null"],
  ]) {
    expect(await output(...args)).toEqual(await output(...args, ...inMemory));
  }
  expect(await succeed("runs", "verify", "streamed")).toContain("same");
});

test("a run is not resumed with a table that has changed", async () => {
  await workspace.run(["train", "iris.yaml", "--out", "run"], { interrupt: "SIGINT" });
  workspace.write("iris.csv", table.replace("5.1", "5.2"));
  const { code, stderr } = await workspace.run(["train", "--resume", "run"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("iris.csv")]);
});

test("a wrong cell is reported with file, line and column, and nothing is written", async () => {
  workspace.write("iris.csv", `${table}1,2,x,4,setosa\n`);
  const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", "run"]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/iris\.csv:152: column ".*" must be a number, got "x"/),
  ]);
  expect(readdirSync(workspace.directory).sort()).toEqual(["iris.csv", "iris.yaml"]);
});

test("the error of a missing folder for temporary files says how to set another", async () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = workspace.path("none");
  try {
    const { code, stderr } = await workspace.run(["train", "iris.yaml"]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/the rows of iris\.csv cannot be stored in .*TMPDIR/s),
    ]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
