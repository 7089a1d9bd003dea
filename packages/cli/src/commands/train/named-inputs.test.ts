import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

const plugin = new URL("../../../tests/embedding-plugin.mjs", import.meta.url).pathname;
let workspace: Workspace;

const csv =
  "csv: { path: reviews.csv, target: y, targets: values, columns: { words: [w], author: [age, size] } }";
const experiment = (dataset = csv, inputs = "{ words: { shape: [1], indices: 5 }, author: [2] }") => `seed: 2
data: { dataset: { ${dataset} }, scale: standardize }
model:
  inputs: ${inputs}
  layers:
    - { Table: { words: 5, size: 3 }, from: words }
    - { Affine: 4, id: meaning }
    - { Concat: {}, from: [meaning, author] }
    - Affine: 1
    - IdentityWithLoss
train: { optimizer: { Adam: 0.05 }, batch: 20, epochs: 30, checkpoint: { every: 60 } }
`;

beforeAll(() => {
  workspace = new Workspace();
  const rows = Array.from({ length: 100 }, (_, i) => {
    const [w, age, size] = [i % 5, 20 + ((i * 7) % 50), 150 + ((i * 11) % 40)];
    const y = ([1, -1, 2, 0.5, 0][w] ?? 0) + (age - 45) / 20 - (size - 170) / 30;
    return { age, w, y, size };
  });
  const lines = rows.map(({ age, w, y, size }) => [age, w, y, size].join(","));
  workspace.write("reviews.csv", `age,w,y,size\n${lines.join("\n")}\n`);
  workspace.write("reviews.jsonl", `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
  workspace.write("reviews.yaml", experiment());
});
afterAll(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run([...args, "--plugin", plugin]);
const modelOf = (folder: string) => readFileSync(workspace.path(folder, "model.safetensors"));

test("two inputs, indices and numbers, are proved, trained, resumed and evaluated, and only numbers are scaled", async () => {
  const checked = await run("gradcheck", "reviews.yaml");
  expect([checked.code, checked.stdout]).toEqual([
    0,
    expect.stringMatching(/Table1 +x +\[3, 1\] +3 +indices/),
  ]);
  expect((await run("preflight", "reviews.yaml")).code).toBe(0);
  expect((await run("lr-find", "reviews.yaml")).code).toBe(0);
  const described = await run("describe", "reviews.yaml");
  expect(described.stdout).toMatch(/Table1 +words +\[1, 3\]/);
  expect(described.stdout).toMatch(/Concat1 +meaning, author +\[6\]/);
  expect((await run("train", "reviews.yaml", "--out", "whole", "-q")).code).toBe(0);
  const cut = await workspace.run(["train", "reviews.yaml", "--out", "cut", "--plugin", plugin], {
    interrupt: "SIGINT",
  });
  expect(cut.code).toBe(130);
  expect((await run("train", "--resume", "cut")).code).toBe(0);
  expect(modelOf("cut")).toEqual(modelOf("whole"));
  const record = JSON.parse(readFileSync(workspace.path("whole", "run.json"), "utf8"));
  expect([record.data.scaling.offset[0], record.data.scaling.divisor[0]]).toEqual([0, 1]);
  expect(record.data.scaling.divisor[1]).toBeGreaterThan(5);
  const { metrics } = JSON.parse((await run("evaluate", "whole", "--json")).stdout);
  expect(metrics.test.loss).toBeLessThan(0.05);
  // as training measured it
  const { final } = record.metrics;
  expect(metrics.test.loss).toBe(final.test.loss);
});

test("predictions are the same from CSV in any order of columns and from JSON Lines, which also train the same model", async () => {
  workspace.write("jsonl.yaml", experiment(csv.replace("csv:", "jsonl:").replace(".csv", ".jsonl")));
  expect((await run("train", "jsonl.yaml", "--out", "jsonl", "-q")).code).toBe(0);
  expect(modelOf("jsonl")).toEqual(modelOf("whole"));
  workspace.write("new.csv", "size,age,w\n170,45,2\n170,45,1\n");
  workspace.write("new.jsonl", '{"w":2,"age":45,"size":170}\n{"w":1,"age":45,"size":170}\n');
  workspace.write("plain.csv", "2,45,170\n1,45,170\n");
  const predictions = await Promise.all(
    ["new.csv", "new.jsonl", "plain.csv"].map(
      async (file) => (await run("predict", "whole", "--input", file)).stdout,
    ),
  );
  expect(predictions[1]).toBe(predictions[0]);
  expect(predictions[2]).toBe(predictions[0]);
  const [, first = "", second = ""] = predictions[0]?.split("\n") ?? [];
  expect(Number(first.split(",")[1])).toBeCloseTo(2, 0);
  expect(Number(second.split(",")[1])).toBeCloseTo(-1, 0);
  workspace.write("new.csv", "size,age,w\n170,45,5\n");
  const refused = await run("predict", "whole", "--input", "new.csv");
  expect(refused.stderr).toContain(
    "the input words takes indices, whole numbers from 0 to 4, but number 0 of input 0 is 5",
  );
});

test("the padding of the input that mask names is left out of losses, metrics and predictions", async () => {
  // the class of a step is whether a + b > 0; where a has ended, b goes on and the targets do not matter
  const lines = Array.from({ length: 60 }, (_, i) => {
    const [a, b] = [
      [1 + (i % 3), i % 2 === 0 ? 0 : -2 + (i % 5)],
      [-2, 3 - (i % 4)],
    ] as const;
    const classes = a.map((value, k) => (value === 0 ? i % 4 === 0 : value + (b[k] ?? 0) > 0));
    return [...b, ...a, ...classes.map(Number)].join(",");
  });
  workspace.write("steps.csv", `b1,b2,a1,a2,p,q\n${lines.join("\n")}\n`);
  workspace.write(
    "steps.yaml",
    `data:
  dataset: { csv: { path: steps.csv, target: [p, q], targets: sequences, columns: { a: [a1, a2], b: [b1, b2] } } }
model:
  inputs: { a: { shape: [2, 1], padding: 0 }, b: [2, 1] }
  layers:
    - { Affine: { units: 4, axis: last }, from: a, id: first }
    - { Affine: { units: 4, axis: last }, from: b, mask: a }
    - { Add: {}, from: [first, Affine2] }
    - Relu
    - { Affine: { units: 2, axis: last } }
    - SoftmaxWithLoss
train: { optimizer: { Adam: 0.05 }, batch: 10, epochs: 60 }
`,
  );
  expect((await run("gradcheck", "steps.yaml")).code).toBe(0);
  expect((await run("train", "steps.yaml", "--out", "steps", "-q")).code).toBe(0);
  const { metrics } = JSON.parse((await run("evaluate", "steps", "--json")).stdout);
  const record = JSON.parse(readFileSync(workspace.path("steps", "run.json"), "utf8"));
  expect(metrics.test).toMatchObject(record.metrics.final.test);
  expect(metrics.test.accuracy).toBeGreaterThan(0.9);
  workspace.write("new.csv", "a1,a2,b1,b2\n3,1,1,-3\n2,0,1,1\n");
  const { stdout } = await run("predict", "steps", "--input", "new.csv");
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(",").slice(0, 3).join()),
  ).toEqual(["index,step,class", "0,0,1", "0,1,0", "1,0,1"]);
});

test("the experiment converts to TypeScript and back", async () => {
  const { code, stdout } = await run("convert", "reviews.yaml");
  expect([code, stdout]).toEqual([0, expect.stringContaining("inputs")]);
});

describe("what does not fit is refused at its place", () => {
  const other = (columns: string) => csv.replace(/columns: \{.*\} \}/, `columns: ${columns} }`);
  test.each([
    [
      "another order",
      experiment(other("{ author: [age, size], words: [w] }")),
      "RG3004 data.dataset: the inputs of the model are words, author, but those of reviews.csv are author, words: write them in this order",
    ],
    [
      "another name",
      experiment(other("{ words: [w], writer: [age, size] }")),
      "the inputs of the model are words, author, but those of reviews.csv are words, writer: write the same names in both",
    ],
    [
      "another size",
      experiment(other("{ words: [w], author: [age] }")),
      "RG3004 model.inputs.author: the input author is [2], but in a sample of reviews.csv it has 1 number: make them equal",
    ],
    [
      "columns without names, too few",
      experiment(other("[w, age]")),
      "RG3004 model.inputs: the model takes inputs of 3 numbers together, but a sample of reviews.csv has 2 numbers: make them equal",
    ],
    [
      "an index that is too large",
      experiment(csv, "{ words: { shape: [1], indices: 4 }, author: [2] }").replace("words: 5", "words: 4"),
      'RG3004 model.inputs.words.indices: the input words takes indices, whole numbers from 0 to 3, but "w" of the train sample',
    ],
    [
      "an input that is not there",
      experiment().replace("from: words", "from: word"),
      '6:45 RG2012 model.layers[0].from: no earlier layer has the id "word". Earlier: words, author. Did you mean "words"?',
    ],
  ])("%s", async (_name, text, message) => {
    workspace.write("bad.yaml", text);
    const { code, stderr } = await run("train", "bad.yaml", "--out", "bad");
    expect(code).not.toBe(0);
    expect(stderr.replace(/\s+/g, " ")).toContain(message);
  });
});
