import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

/** A plugin with the reader `pairs`. Its files consist of "PAIRS", then bytes: two inputs and a class for training, two inputs
 *  for prediction. It imports nothing, because core is not installed in its folder. */
const plugin = `
const start = "PAIRS";
const options = { "~standard": { version: 1, vendor: "t", validate: (value) => ({ value }) } };
const rowsOf = (bytes, width) =>
  Array.from({ length: (bytes.length - start.length) / width }, (_, row) =>
    bytes.subarray(start.length + row * width, start.length + (row + 1) * width));
const pairs = {
  type: "pairs",
  summary: "Pairs of bytes with a class.",
  options,
  async load({ path }, files) {
    const rows = rowsOf((await files.read(path)).bytes, 3);
    const x = { shape: [2], values: Uint8Array.from(rows.flatMap((row) => [...row.subarray(0, 2)])) };
    const t = { shape: [], values: Uint8Array.from(rows.map((row) => row[2])) };
    return { name: path, targets: "classes", targetNames: ["low", "high"], samples: { all: { x, t } }, files: [] };
  },
  inputReader: {
    recognises: (bytes) => new TextDecoder().decode(bytes.subarray(0, 5)) === start,
    async *read(file, { size }) {
      for (let offset = start.length; offset < file.size; offset += size)
        yield { shape: [size], values: await file.read(offset, size) };
    },
  },
};
export default { name: "acme", version: "1.0.0", datasets: [pairs] };
`;

const file = (...bytes: readonly number[]) => Buffer.concat([Buffer.from("PAIRS"), Buffer.from(bytes)]);

let workspace: Workspace;
beforeAll(async () => {
  workspace = new Workspace();
  workspace.write("acme.mjs", plugin);
  const samples = Array.from({ length: 40 }, (_, i) =>
    [i % 9, 200 - i, i % 2].map((v, index) => (index === 0 ? (i % 2) * 100 + v : v)),
  );
  workspace.write("train.pairs", file(...samples.flat()));
  workspace.write(
    "pairs.yaml",
    `data: { dataset: { pairs: { path: train.pairs } }, scale: standardize }
model: { input: [2], layers: [{ Affine: 2 }, SoftmaxWithLoss] }
train: { optimizer: { Adam: 0.1 }, batch: 10, epochs: 20 }
engine: reference
requires: [acme]
`,
  );
  const { code, stderr } = await workspace.run([
    "train",
    "pairs.yaml",
    "--plugin",
    "./acme.mjs",
    "--out",
    "run",
    "-q",
  ]);
  expect([code, stderr]).toEqual([0, ""]);
}, 60_000);
afterAll(() => workspace.remove());

const predict = (input: string, content: string | Buffer) => {
  workspace.write(input, content);
  return workspace.run(["predict", "run", "--input", input, "--plugin", "./acme.mjs"]);
};
const classes = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[1]);

test("predict reads the files of a plugin's reader", async () => {
  const { code, stdout, stderr } = await predict("new.pairs", file(3, 170, 105, 180, 101, 161));
  expect({ code, stderr, classes: classes(stdout) }).toEqual({
    code: 0,
    stderr: "",
    classes: ["low", "high", "high"],
  });
});

test("predict still reads the files of the built-in readers", async () => {
  const { code, stdout, stderr } = await predict("new.csv", "3,170\n105,180\n");
  expect({ code, stderr, classes: classes(stdout) }).toEqual({
    code: 0,
    stderr: "",
    classes: ["low", "high"],
  });
});

test("predict names the plugin whose reader fails", async () => {
  const { code, stderr } = await predict("short.pairs", file(3, 170, 105));
  expect(code).toBe(2);
  expect(stderr).toContain(
    "the reader pairs of acme: its code threw Error: a block of 1 numbers is not a whole number of inputs of 2",
  );
});
