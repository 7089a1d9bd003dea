import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";
import { tensorsOf } from "../../../tests/tensors-of.js";

const tied = irisExperiment.replace(
  /layers: \[.*\]/,
  "layers: [{ Affine: 4, id: first }, Relu, { Affine: { units: 4, transposed: true }, tie: { W: first.W }, id: second }, { Affine: 3 }, SoftmaxWithLoss]",
);

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", tied);
});
afterEach(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run(args);
const bytesOf = (...names: readonly string[]) => readFileSync(workspace.path(...names));

test("describe counts a tied parameter once, and says what it is", async () => {
  const { stdout } = await run("describe", "iris.yaml");
  expect(stdout).toContain("\nsecond.W is first.W\n");
  // 16 + 4, 4, 12 + 3
  expect(stdout).toContain("39 parameters, 156 B as float32");
  const { layers, parameters } = JSON.parse((await run("describe", "iris.yaml", "--json")).stdout);
  expect(parameters).toBe(39);
  expect(layers[2]).toMatchObject({ id: "second", parameters: 4, tied: { W: "first.W" } });
});

test("a run is trained, interrupted, resumed and evaluated with one tensor for both", async () => {
  const every = ["--set", "train.checkpoint.every=5"];
  expect((await run("train", "iris.yaml", "--out", "whole", ...every)).code).toBe(0);
  const interrupted = { interrupt: "SIGINT", interruptAt: 7 } as const;
  await workspace.run(["train", "iris.yaml", "--out", "cut", ...every], interrupted);
  const resumed = await run("train", "--resume", "cut");
  expect(resumed.code, resumed.stderr).toBe(0);
  for (const file of ["model.safetensors", "metrics.jsonl"])
    expect(bytesOf("cut", file).equals(bytesOf("whole", file))).toBe(true);
  const last = ["checkpoints", "step-00000030.safetensors"] as const;
  expect(tensorsOf(bytesOf("cut", ...last))).toEqual(tensorsOf(bytesOf("whole", ...last)));

  const model = bytesOf("whole", "model.safetensors");
  const header = JSON.parse(model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString());
  expect(header.__metadata__).toEqual({ format: "retrograd", ties: '{"second.W":"first.W"}' });
  expect(Object.keys(header)).toEqual([
    "__metadata__",
    "first.W",
    "first.b",
    "second.b",
    "Affine3.W",
    "Affine3.b",
  ]);
  expect(JSON.parse(bytesOf("whole", "resolved.json").toString()).experiment.model.layers[2]).toMatchObject({
    id: "second",
    tie: { W: "first.W" },
  });
  const { final } = JSON.parse(bytesOf("whole", "run.json").toString()).metrics;
  const { stdout } = await run("evaluate", "whole", "--json");
  expect(JSON.parse(stdout).metrics.test).toEqual(final.test);
  expect((await run("runs", "verify", "whole")).code).toBe(0);
});

test("a wrong tie is shown at its place, with a suggestion", async () => {
  workspace.write("iris.yaml", tied.replace("first.W", "frist.W"));
  const { code, stderr } = await run("validate", "iris.yaml");
  expect(code).not.toBe(0);
  expect(stderr).toContain("RG2014 model.layers[2].tie.W");
  expect(stderr).toContain('Did you mean "first.W"?');
  workspace.write("iris.yaml", tied);
  const frozen = await run(
    "validate",
    "iris.yaml",
    "--set",
    "train.parameters=[{ of: second.W, freeze: true }]",
  );
  expect(frozen.stderr).toContain(
    '"second.W" matches no parameter of the network: second.W is tied, write first.W',
  );
});
