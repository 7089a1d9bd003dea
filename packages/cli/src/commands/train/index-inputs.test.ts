import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

const plugin = new URL("../../../tests/embedding-plugin.mjs", import.meta.url).pathname;
let workspace: Workspace;

const experiment = (layer = "Table: { words: 5, size: 4 }", input = "{ shape: [2], indices: 5 }") => `seed: 2
data: { dataset: { csv: { path: words.csv, target: y } }, scale: standardize }
model: { input: ${input}, layers: [{ ${layer} }, { Affine: 2 }, SoftmaxWithLoss] }
train: { optimizer: { Adam: 0.05 }, batch: 10, epochs: 40, checkpoint: { every: 100 } }
`;

beforeAll(() => {
  workspace = new Workspace();
  // the class is whether the first word has the larger number
  const lines = Array.from({ length: 100 }, (_, i) => {
    const [a, b] = [i % 5, Math.floor(i / 5) % 5];
    return `${a},${b},${a > b ? "more" : "other"}`;
  });
  workspace.write("words.csv", `a,b,y\n${lines.join("\n")}\n`);
  workspace.write("words.yaml", experiment());
});
afterAll(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run([...args, "--plugin", plugin]);
const modelOf = (folder: string) => readFileSync(workspace.path(folder, "model.safetensors"));

test("a layer of indices is proved, trained, resumed, evaluated and predicts, and its ids are not scaled", async () => {
  const checked = await run("gradcheck", "words.yaml");
  expect([checked.code, checked.stdout]).toEqual([
    0,
    expect.stringMatching(/Table1 +x +\[3, 2\] +6 +indices/),
  ]);
  expect((await run("gradcheck", "words.yaml", "--mode", "fast")).code).toBe(0);
  expect((await run("preflight", "words.yaml")).code).toBe(0);
  expect((await run("train", "words.yaml", "--out", "whole", "-q")).code).toBe(0);
  const cut = await workspace.run(["train", "words.yaml", "--out", "cut", "--plugin", plugin], {
    interrupt: "SIGINT",
  });
  expect(cut.code).toBe(130);
  expect((await run("train", "--resume", "cut")).code).toBe(0);
  expect(modelOf("cut")).toEqual(modelOf("whole"));
  const { metrics } = JSON.parse((await run("evaluate", "whole", "--json")).stdout);
  expect(metrics.test.accuracy).toBe(1);
  workspace.write("new.csv", "3,1\n1,4\n");
  const { stdout } = await run("predict", "whole", "--input", "new.csv");
  expect(stdout.split("\n").map((line) => line.split(",")[1])).toEqual(["class", "more", "other", undefined]);
  workspace.write("new.csv", "3,1\n1,5\n");
  const refused = await run("predict", "whole", "--input", "new.csv");
  expect(refused.stderr).toContain(
    "the model takes indices, whole numbers from 0 to 4, but number 1 of input 1 is 5",
  );
});

test("a wrong gradient fails alone, in the network and as a plugin", async () => {
  workspace.write("wrong.yaml", experiment("WrongTable: { words: 5, size: 4 }"));
  const { code, stdout } = await run("gradcheck", "wrong.yaml", "--json");
  expect(code).toBe(1);
  const { tensors } = JSON.parse(stdout).files[0];
  const failed = tensors.filter(({ verdict }: { verdict: string }) => verdict !== "pass");
  expect(failed).toMatchObject([{ layer: "WrongTable1", tensor: "W", verdict: "fail" }]);
  const proved = await workspace.run(["plugins", "check", plugin]);
  const lines = `${proved.stdout}${proved.stderr}`.split("\n");
  expect(lines.filter((line) => line.startsWith("fail Table"))).toEqual([]);
  expect(lines.filter((line) => line.startsWith("pass Table")).length).toBeGreaterThan(8);
  expect(lines.filter((line) => line.startsWith("fail WrongTable")).length).toBeGreaterThan(0);
});

test("a class for each step is learned from sequences of different lengths", async () => {
  // the class of a step is whether its word is above 2; 0 is padding, whose targets do not matter
  const lines = Array.from({ length: 60 }, (_, i) => {
    const ids = [1 + (i % 4), i % 3 === 0 ? 0 : 1 + ((i * 3) % 4)];
    return [...ids, ...ids.map((id) => (id > 2 || (id === 0 && i % 2 === 0) ? 1 : 0))].join(",");
  });
  workspace.write("tags.csv", `a,b,p,q\n${lines.join("\n")}\n`);
  workspace.write(
    "tags.yaml",
    `data: { dataset: { csv: { path: tags.csv, target: [p, q], targets: sequences } } }
model:
  input: { shape: [2], indices: 5, padding: 0 }
  layers: [{ PaddedTable: { words: 5, size: 4 } }, { Affine: { units: 2, axis: last } }, SoftmaxWithLoss]
train: { optimizer: { Adam: 0.1 }, batch: 10, epochs: 30 }
`,
  );
  expect((await run("gradcheck", "tags.yaml")).code).toBe(0);
  expect((await run("train", "tags.yaml", "--out", "tags", "-q")).code).toBe(0);
  const { metrics } = JSON.parse((await run("evaluate", "tags", "--json")).stdout);
  expect(metrics.test.accuracy).toBe(1);
  workspace.write("new.csv", "3,1\n2,0\n");
  const { stdout } = await run("predict", "tags", "--input", "new.csv");
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(",").slice(0, 3).join()),
  ).toEqual(["index,step,class", "0,0,1", "0,1,0", "1,0,0"]);
});

describe("what does not fit is refused at its place", () => {
  test.each([
    [
      "indices into a layer of values",
      experiment("Sigmoid: {}"),
      "3:54 RG2006 model.layers[0]: Sigmoid1 takes values, but the input holds indices below 5: put a layer that takes indices before it",
    ],
    [
      "values into a layer of indices",
      experiment(undefined, "[2]"),
      "model.layers[0]: Table1 takes indices below 5, but the input holds values: write input: { shape: [2], indices: 5 }",
    ],
    [
      "more indices than the layer has",
      experiment("Table: { words: 4, size: 4 }"),
      "Table1 takes indices below 4, but the input holds indices below 5: write input: { shape: [2], indices: 4 }, or make Table1 take 5",
    ],
    [
      "an unknown key",
      experiment(undefined, "{ shape: [2], words: 5 }"),
      'model.input.words: unknown key "words" of an input. Known: shape, indices, padding',
    ],
    [
      "a padding that is not an index",
      experiment(undefined, "{ shape: [2], indices: 5, padding: -1 }"),
      'model.input.padding: "padding" must be a whole number from 0 to 4, the number that stands for padding, got -1',
    ],
    [
      "padding into a layer that cannot take it",
      experiment(undefined, "{ shape: [2], indices: 5, padding: 0 }"),
      "model.layers[0]: Table1 cannot take padded inputs",
    ],
    [
      "indices that float32 cannot count",
      experiment(undefined, "{ shape: [2], indices: 1e9 }"),
      'model.input.indices: "indices" must be a whole number from 1 to 16777216, got 1000000000',
    ],
  ])("%s", async (_what, text, message) => {
    workspace.write("bad.yaml", text);
    const { code, stdout, stderr } = await run("validate", "bad.yaml");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(message);
  });

  test("scaling that would change the number for padding", async () => {
    workspace.write(
      "bad.yaml",
      `data: { dataset: { csv: { path: words.csv, target: y } }, scale: standardize }
model: { input: { shape: [2, 1], padding: -1 }, layers: [{ Affine: { units: 9, axis: last } }, SoftmaxWithLoss] }
train: { optimizer: { SGD: 0.1 }, epochs: 1 }
`,
    );
    const { code, stderr } = await run("train", "bad.yaml", "--out", "bad");
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      "RG3007 data.scale: scale: standardize would change the number -1 that stands for padding in model.input",
    );
  });

  test("a number of the data that is not an index", async () => {
    workspace.write("bad.yaml", experiment("Table: { words: 4, size: 4 }", "{ shape: [2], indices: 4 }"));
    const { code, stderr } = await run("train", "bad.yaml", "--out", "bad");
    expect(code).not.toBe(0);
    expect(stderr).toMatch(
      /bad.yaml:3:\d+ RG3004 model.input.indices: the model takes indices, whole numbers from 0 to 3, but "[ab]" of the train sample \d+ of words.csv is 4/,
    );
  });
});
