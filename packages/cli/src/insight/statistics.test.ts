import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
const deep = `name: deep
data: { dataset: iris, scale: standardize }
model:
  input: [4]
  layers:
    - repeat: { times: 4, layers: [{ Affine: { units: 8, init: { Normal: { std: 0.01 } } } }, Sigmoid] }
    - Affine: { units: 8, init: { Normal: { std: 0.01 } } }
    - Relu
    - Affine: 3
    - SoftmaxWithLoss
train: { batch: 20, iterations: 20, statistics: { every: 10 } }
`;

beforeAll(async () => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  workspace.write("deep.yaml", deep);
  await workspace.run(["train", "iris.yaml", "--set", "train.statistics.every=10"]);
});
afterAll(() => workspace.remove());

test("train warns of problems in its statistics, and runs show reports them with the numbers", async () => {
  const { code, stderr } = await workspace.run(["train", "deep.yaml"]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/warning: vanishing gradients: an element of Affine1 /);
  const { stdout } = await workspace.run(["runs", "show", "runs/deep-0001"]);
  expect(stdout).toMatch(/steps 1 -> 20 +norm +gradient +update \/ norm +zeros\n *Affine1\.W +\S+ -> \S+ /);
  expect(stdout).toMatch(/Sigmoid1 +0 of 8 saturated/);
  expect(stdout).toContain("vanishing gradients: ");
});

test("a healthy run has statistics and no findings in the document of --json", async () => {
  const { stdout } = await workspace.run(["runs", "show", "runs/iris-0001", "--json"]);
  const { statistics } = JSON.parse(stdout);
  expect(statistics.findings).toEqual([]);
  expect(statistics.parameters[0]).toMatchObject({
    type: "statistics",
    step: 1,
    tensor: "Affine1.W",
    size: 32,
  });
  expect(statistics.units[0]).toMatchObject({
    type: "units",
    step: 1,
    layer: "Relu1",
    units: 8,
    kind: "dead",
  });
});

test("a replay gives the same rows", async () => {
  const { code, stdout } = await workspace.run(["runs", "verify", "runs/iris-0001"]);
  expect(stdout).toContain("have the same bytes");
  expect(code).toBe(0);
});

test("a run without statistics shows none", async () => {
  await workspace.run(["train", "iris.yaml", "--out", "plain"]);
  const { stdout } = await workspace.run(["runs", "show", "plain", "--json"]);
  expect(JSON.parse(stdout)).not.toHaveProperty("statistics");
  expect(readFileSync(workspace.path("plain", "metrics.jsonl"), "utf8")).not.toContain("statistics");
});

test("a damaged line of metrics.jsonl is an error with its place", async () => {
  await workspace.run(["train", "iris.yaml", "--out", "damaged"]);
  writeFileSync(
    workspace.path("damaged", "metrics.jsonl"),
    '{"type":"step","step":1,"epoch":0,"loss":1,"lr":0.1}\n{"type":\n',
  );
  const { code, stderr } = await workspace.run(["runs", "show", "damaged"]);
  expect(code).toBe(2);
  expect(stderr).toContain("damaged/metrics.jsonl:2 is damaged");
});
