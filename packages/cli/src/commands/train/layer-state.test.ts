import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";
import { tensorsOf } from "../../../tests/tensors-of.js";

const plugin = ["--plugin", fileURLToPath(new URL("../../../tests/norms-plugin.mjs", import.meta.url))];
const [normed, hidden] = ["BatchNorm", "HiddenBatchNorm"].map((norm) =>
  irisExperiment.replace("{ Affine: 8 }, Relu", `{ Affine: 8 }, ${norm}, Relu`),
);

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", normed ?? "");
});
afterEach(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run([...args, ...plugin]);
const bytesOf = (...names: readonly string[]) => readFileSync(workspace.path(...names));
const every = ["--set", "train.checkpoint.every=5"];

/** The metrics that a run ended with, and those that `evaluate` computes from its model. */
async function bothEvaluations(file: string, out: string) {
  expect((await run("train", file, "--out", out, ...every)).code).toBe(0);
  const { final } = JSON.parse(bytesOf(out, "run.json").toString()).metrics;
  const { stdout } = await run("evaluate", out, "--json");
  expect(JSON.parse(stdout).metrics.test.loss).toBeTypeOf("number");
  return { trained: final.test, evaluated: JSON.parse(stdout).metrics.test };
}

test("describe shows state apart from parameters", async () => {
  const { stdout } = await run("describe", "iris.yaml");
  expect(stdout).toMatch(/^layers +output +parameters +state +multiply-adds$/m);
  expect(stdout).toMatch(/^BatchNorm1 +\[8\] +16 +16 +8$/m);
  expect(stdout).toContain("83 parameters, 332 B as float32, and 16 numbers of state, 64 B\n");
  const { layers, ...cost } = JSON.parse((await run("describe", "iris.yaml", "--json")).stdout);
  expect(cost).toMatchObject({ parameters: 83, state: 16, stateBytes: 64 });
  expect(layers.map(({ state }: { readonly state?: number }) => state)).toEqual([
    undefined,
    16,
    undefined,
    undefined,
    undefined,
  ]);
});

test("evaluate and predict use the statistics that training ended with", async () => {
  const { trained, evaluated } = await bothEvaluations("iris.yaml", "a");
  expect(evaluated).toEqual(trained);
  workspace.write("new.csv", "5.1,3.5,1.4,0.2\n6.1,2.8,4.7,1.2\n");
  const predicted = await run("predict", "a", "--input", "new.csv");
  expect(predicted.stdout).toMatch(/^index,class,probability\n0,setosa,0\.\d+\n1,\w+,0\.\d+\n$/);
  const last = "a/checkpoints/step-00000030";
  expect(await run("predict", last, "--input", "new.csv")).toEqual(predicted);
  expect((await run("predict", "a/checkpoints/step-00000025", "--input", "new.csv")).stdout).not.toBe(
    predicted.stdout,
  );
});

test("statistics in a closure are lost after training, and the check of the layer says so", async () => {
  workspace.write("hidden.yaml", hidden ?? "");
  const { trained, evaluated } = await bothEvaluations("hidden.yaml", "a");
  expect(evaluated).not.toEqual(trained);
  const { code, stdout } = await run("gradcheck", "hidden.yaml", "--layer", "HiddenBatchNorm1");
  expect(stdout).toContain("hidden-state");
  expect(code).toBe(1);
});

test("a run that is interrupted or killed ends with the same bytes, statistics included", async () => {
  await run("train", "iris.yaml", "--out", "whole", ...every);
  const interrupted = { interrupt: "SIGINT", interruptAt: 7 } as const;
  await workspace.run(["train", "iris.yaml", "--out", "cut", ...every, ...plugin], interrupted);
  // as kill -9 leaves it: without a model, and with a step after the last checkpoint
  cpSync(workspace.path("cut"), workspace.path("killed"), { recursive: true });
  const record = JSON.parse(bytesOf("killed", "run.json").toString());
  writeFileSync(workspace.path("killed", "run.json"), JSON.stringify({ ...record, status: "running" }));
  rmSync(workspace.path("killed", "model.safetensors"), { force: true });
  const last = ["checkpoints", "step-00000030.safetensors"] as const;
  for (const name of ["cut", "killed"]) {
    const { code, stderr } = await run("train", "--resume", name);
    expect(code, stderr).toBe(0);
    for (const file of ["model.safetensors", "metrics.jsonl"])
      expect(bytesOf(name, file).equals(bytesOf("whole", file))).toBe(true);
    expect(tensorsOf(bytesOf(name, ...last))).toEqual(tensorsOf(bytesOf("whole", ...last)));
  }
  expect(bytesOf("whole", "model.safetensors").toString("latin1")).toContain("BatchNorm1.variance");
  expect((await run("runs", "verify", "whole")).code).toBe(0);
});
