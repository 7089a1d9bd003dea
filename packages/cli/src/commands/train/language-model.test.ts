import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

// the output layer has the W of the embedding, and each row of a batch continues its text
const experiment = `version: 1
engine: portable
data: { dataset: { npy: { x: x.npy, t: t.npy, targets: sequences } } }
model:
  input: { shape: [5], indices: 7 }
  layers:
    - { Embedding: { words: 7, size: 6 }, id: embed }
    - Dropout: 0.1
    - { Lstm: { units: 6, carry: true, sequences: true } }
    - { Affine: { units: 7, axis: last, transposed: true }, tie: { W: embed.W }, id: out }
    - SoftmaxWithLoss
train:
  optimizer: { Adam: 0.05 }
  clip: { norm: 1 }
  batch: 4
  epochs: 6
  sampling: streams
  parameters: [{ of: "embed.*", rate: 0.5 }]
`;

/** Whole numbers [rows, 5] as a NumPy file. */
function npy(rows: number, valueAt: (i: number) => number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, 5), }`.padEnd(117, " ");
  const values = Float32Array.from({ length: rows * 5 }, (_, i) => valueAt(i));
  const start = Buffer.from(`\u0093NUMPY\u0001\u0000\u0076\u0000${header}\n`, "latin1");
  return Buffer.concat([start, Buffer.from(values.buffer)]);
}

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("lm.yaml", experiment);
  // the next word follows from the word and the one before it
  const text = [1, 2];
  while (text.length < 401) text.push(((text.at(-1) ?? 0) + 2 * (text.at(-2) ?? 0) + 1) % 7);
  writeFileSync(
    workspace.path("x.npy"),
    npy(80, (i) => text[i] ?? 0),
  );
  writeFileSync(
    workspace.path("t.npy"),
    npy(80, (i) => text[i + 1] ?? 0),
  );
});
afterEach(() => workspace.remove());

test("a language model with a tied embedding and rows that continue is proved, learns, and is evaluated as trained", async () => {
  const checked = await workspace.run(["gradcheck", "lm.yaml", "--mode", "fast"]);
  expect(checked.code, checked.stdout + checked.stderr).toBe(0);
  const { code, stderr } = await workspace.run(["train", "lm.yaml", "--out", "a"]);
  expect(code, stderr).toBe(0);
  const { final } = JSON.parse(readFileSync(workspace.path("a", "run.json")).toString()).metrics;
  expect(final.test.accuracy).toBeGreaterThan(0.8);
  const { stdout } = await workspace.run(["evaluate", "a", "--json"]);
  expect(JSON.parse(stdout).metrics.test).toEqual(final.test);
});
