import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LanguageServer } from "./language-server.js";
import { root } from "./outside-project.js";

const shipped = join(root, "packages/experiment/experiment.schema.json");
const folder = mkdtempSync(join(tmpdir(), "retrograd-schema-"));
const server = new LanguageServer();
beforeAll(() => server.begin());
afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true });
});

/** A text with a bar where the cursor stands. */
function atCursor(text: string) {
  const before = text.slice(0, text.indexOf("|"));
  const line = before.split("\n").length - 1;
  const position = { line: line + 1, character: before.length - before.lastIndexOf("\n") - 1 };
  return {
    position,
    text: `# yaml-language-server: $schema=${pathToFileURL(shipped)}\n${text.replace("|", "")}`,
  };
}

let documents = 0;
async function open(written: string) {
  const { text, position } = atCursor(written);
  const uri = pathToFileURL(join(folder, `${++documents}.yaml`)).href;
  const diagnostics = (await server.open(uri, text)) as readonly { message: string; range: unknown }[];
  return { uri, position, diagnostics };
}

async function completions(written: string) {
  const { uri, position } = await open(written);
  const { items } = (await server.at("completion", uri, position)) as {
    items: readonly { label: string; documentation?: unknown; insertText?: string }[];
  };
  return items;
}

async function hover(written: string) {
  const { uri, position } = await open(written);
  return JSON.stringify(await server.at("hover", uri, position));
}

describe("yaml-language-server with the schema", () => {
  test("completes the names of layers", async () => {
    const items = await completions("model:\n  input: [4]\n  layers:\n    - |\n");
    const labels = items.map(({ label }) => label);
    for (const name of ["Affine", "Relu", "Sigmoid", "SoftmaxWithLoss", "repeat", "Add", "residual"])
      expect(labels).toContain(name);
  });

  test("completes the options of a layer, with what they mean", async () => {
    const items = await completions(
      "model:\n  input: [4]\n  layers:\n    - Affine:\n        |\n    - SoftmaxWithLoss\n",
    );
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["units", "init"]));
    expect(JSON.stringify(items.find(({ label }) => label === "units"))).toContain("Number of outputs.");
  });

  test("completes and marks what is inside blocks, at any depth", async () => {
    const inside = (path: string) =>
      `model:\n  input: [4]\n  layers:\n    - branches:\n        paths:\n          - - residual: [${path}]\n          - []\n`;
    const items = await completions(
      "model:\n  input: [4]\n  layers:\n    - branches:\n        paths:\n          - - residual:\n                - Affine:\n                    |\n",
    );
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["units", "init"]));
    expect(await hover(inside("{ |Affine: { units: 3 } }"))).toContain("Affine map y = x W");
    const { diagnostics } = await open(inside("{ Affine: { unitz: 3 } }"));
    expect(JSON.stringify(diagnostics)).toContain("unitz");
    expect((await open(inside("{ Affine: { units: 4 }, from: input }"))).diagnostics).toEqual([]);
  });

  test("completes words, and the names of initializers, data sets and optimizers", async () => {
    const labels = async (text: string) => (await completions(text)).map(({ label }) => label);
    expect(await labels("dtype: |\n")).toEqual(expect.arrayContaining(["float32", "float64"]));
    expect(await labels("data:\n  dataset: |\n")).toEqual(expect.arrayContaining(["digits", "iris"]));
    expect(await labels("train:\n  optimizer:\n    |\n")).toEqual(expect.arrayContaining(["SGD"]));
    const inLayer = "model:\n  input: [4]\n  layers:\n    - Affine:\n        units: 3\n        init: |\n";
    expect(await labels(inLayer)).toEqual(expect.arrayContaining(["He", "Xavier"]));
  });

  test("tells on hover what a key, a layer and an option are", async () => {
    const model = "model:\n  input: [4]\n  layers:\n    - Affine:\n        units: 3\n    - SoftmaxWithLoss\n";
    expect(await hover(model.replace("input", "inp|ut"))).toContain("without the batch axis");
    expect(await hover(model.replace("Affine", "Aff|ine"))).toContain("Affine map");
    expect(await hover(model.replace("units", "uni|ts"))).toContain("Number of outputs");
  });

  test.each([
    ["a key", "sed: 1\n|", 1],
    ["a section's key", "train:\n  epoch: 1\n|", 2],
    ["a layer", "model:\n  input: [4]\n  layers:\n    - Rellu\n    - SoftmaxWithLoss\n|", 4],
    ["a layer with options", "model:\n  input: [4]\n  layers:\n    - Affin: 3\n    - SoftmaxWithLoss\n|", 4],
    ["an option", "model:\n  input: [4]\n  layers:\n    - Affine: { unit: 3 }\n    - SoftmaxWithLoss\n|", 4],
    ["a word", "dtype: float16\n|", 1],
    ["a number", "train: { epochs: 0 }\n|", 1],
  ])("underlines %s that is wrong", async (_what, text, line) => {
    const { diagnostics } = await open(text);
    expect(diagnostics.map(({ range }) => (range as { start: { line: number } }).start.line)).toContain(line);
  });

  test.each(["digits-two-layer", "diabetes-regression", "fashion-mnist", "iris-csv", "mnist-two-layer"])(
    "finds nothing wrong with examples/%s.yaml",
    async (name) => {
      const { diagnostics } = await open(`${readFileSync(join(root, `examples/${name}.yaml`), "utf8")}|`);
      expect(diagnostics).toEqual([]);
    },
  );
});
