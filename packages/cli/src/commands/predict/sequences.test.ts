import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

// the class of each step is the sign of its number; the second step of every third sample is padding
const samples = Array.from({ length: 90 }, (_, i) => {
  const [a, b] = [Math.sin(i), Math.cos(3 * i)];
  return { a, b, p: a > 0 ? 1 : 0, q: i % 3 === 0 ? -1 : b > 0 ? 1 : 0 };
});

let workspace: Workspace;

beforeAll(() => {
  workspace = new Workspace();
  const lines = samples.map(({ a, b, p, q }) => `${a},${b},${p},${q}`);
  workspace.write("steps.csv", `a,b,p,q\n${lines.join("\n")}\n`);
  const experiment = (loss: string) => `seed: 1
data: { dataset: { csv: { path: steps.csv, target: [p, q], targets: sequences } } }
model: { input: [2, 1], layers: [{ Affine: { units: 2, axis: last } }, ${loss}] }
train: { optimizer: { Adam: 0.1 }, batch: 10, epochs: 20, evaluate: { metrics: [Accuracy, ConfusionMatrix] } }
`;
  workspace.write("steps.yaml", experiment("{ SoftmaxWithLoss: { ignore: -1 } }"));
  workspace.write("unpadded.yaml", experiment("SoftmaxWithLoss"));
  workspace.write("flat.yaml", experiment("SoftmaxWithLoss").replace("axis: last", "init: He"));
});
afterAll(() => workspace.remove());

test("a class for each step is learned, evaluated and predicted, without the steps that are ignored", async () => {
  const checked = await workspace.run(["preflight", "steps.yaml", "-q"]);
  expect([checked.code, checked.stderr]).toEqual([0, ""]);
  const trained = await workspace.run(["train", "steps.yaml", "--out", "run", "-q"]);
  expect(trained.code).toBe(0);
  const evaluated = await workspace.run(["evaluate", "run", "--json"]);
  const { metrics, tables } = JSON.parse(evaluated.stdout);
  expect(metrics.test.accuracy).toBeGreaterThan(0.9);
  const counts: readonly number[] = tables.test.confusionMatrix.matrix.flat();
  // 18 samples of two steps, 6 of which are padded
  expect(counts.reduce((total, count) => total + count)).toBe(30);
  workspace.write("new.csv", "0.5,-0.5\n-0.9,0.9\n");
  const { stdout } = await workspace.run(["predict", "run", "--input", "new.csv"]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(",").slice(0, 3));
  expect(rows).toEqual([
    ["index", "step", "class"],
    ["0", "0", "1"],
    ["0", "1", "0"],
    ["1", "0", "0"],
    ["1", "1", "1"],
  ]);
});

test.each([
  ["flat.yaml", "SoftmaxWithLoss1 learns one class per sample, but a target of steps.csv is classes [2]"],
  ["unpadded.yaml", "must be a class index from 0 to 1, got -1"],
])("%s is refused", async (file, message) => {
  const { code, stderr } = await workspace.run(["train", file, "--out", "refused", "-q"]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(message);
});
