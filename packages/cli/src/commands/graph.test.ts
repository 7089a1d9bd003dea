import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

const experiment = `name: graph
data: { dataset: iris, scale: standardize }
model:
  input: [4]
  layers:
    - repeat:
        times: 2
        layers:
          - branches:
              join: Add
              paths:
                - - residual: [{ Affine: 4 }, Relu, { residual: [Sigmoid] }]
                - [{ Affine: 4 }]
                - []
    - { Multiply: , from: [Add6, input], id: gate }
    - Affine: 3
    - SoftmaxWithLoss
train: { batch: 20, epochs: 6, checkpoint: { every: 5 } }
gradcheck: { mode: fast }
engine: portable
`;

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("graph.yaml", experiment);
});
afterEach(() => workspace.remove());

test("describe shows what each layer reads, and only where a network is a graph", async () => {
  const { stdout } = await workspace.run(["describe", "graph.yaml"]);
  const row = (id: string) =>
    stdout
      .split("\n")
      .find((line) => line.startsWith(`${id} `))
      ?.split(/ {2,}/);
  expect(row("layers")).toEqual(["layers", "reads", "output", "parameters", "multiply-adds"]);
  expect(row("Affine1")?.slice(0, 3)).toEqual(["Affine1", "input", "[4]"]);
  expect(row("Add3")?.slice(0, 3)).toEqual(["Add3", "Add2, Affine2, input", "[4]"]);
  expect(row("gate")?.slice(0, 3)).toEqual(["gate", "Add6, input", "[4]"]);
  workspace.write("list.yaml", irisExperiment);
  expect((await workspace.run(["describe", "list.yaml"])).stdout).not.toContain("reads");
});

test("a graph is proved, trains, is evaluated, and resumes to the same bytes", async () => {
  const checked = await workspace.run(["gradcheck", "graph.yaml"]);
  expect(checked.stdout).toMatch(/graph\.yaml: pass/);
  const trained = await workspace.run(["train", "graph.yaml"]);
  expect(trained.code).toBe(0);
  const evaluated = await workspace.run(["evaluate", "runs/graph-0001"]);
  expect(evaluated.code).toBe(0);
  const [, accuracy = "none"] = /accuracy (\S+)/.exec(evaluated.stdout) ?? [];
  expect(trained.stdout).toMatch(new RegExp(`test accuracy +${accuracy}`));
  const interrupted = await workspace.run(["train", "graph.yaml"], { interrupt: "SIGINT", interruptAt: 3 });
  expect(interrupted.code).toBe(130);
  expect((await workspace.run(["train", "--resume", "runs/graph-0002"])).code).toBe(0);
  const model = (run: string) => readFileSync(workspace.path("runs", run, "model.safetensors"));
  expect(model("graph-0002").equals(model("graph-0001"))).toBe(true);
});
