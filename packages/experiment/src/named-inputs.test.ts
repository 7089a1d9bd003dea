import { describe, expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { checkExperimentText } from "./check-experiment-text.js";

const file = (inputs: string, ...layers: readonly string[]) =>
  `model:\n  ${inputs}\n  layers:\n${layers.map((layer) => `    ${layer}\n`).join("")}`;
const check = (text: string) => checkExperimentText(text, { file: "e.yaml", registry });
const two = "inputs: { numbers: [3], author: [2] }";
const end = ["- { Concat: {}, from: [Affine1, author] }", "- Affine: 2", "- SoftmaxWithLoss"];

test("several inputs are read by name, also by blocks, and the trace shows what each layer reads", () => {
  const text = file(
    two,
    "- { residual: [{ Affine: 3 }, Relu], from: numbers }",
    "- { Concat: {}, from: [Add1, author] }",
    "- SoftmaxWithLoss",
  );
  const { diagnostics, trace, network, resolved } = check(text);
  expect(diagnostics).toEqual([]);
  expect(trace.map(({ id, reads = [] }) => [id, ...reads])).toEqual([
    ["Affine1", "numbers"],
    ["Relu1"],
    ["Add1", "Relu1", "numbers"],
    ["Concat1", "Add1", "author"],
    ["SoftmaxWithLoss1"],
  ]);
  expect(network).toMatchObject({ input: [5], inputs: { numbers: { shape: [3] }, author: { shape: [2] } } });
  expect(resolved?.model).toMatchObject({ inputs: { numbers: [3], author: [2] } });
  expect(resolved?.model).not.toHaveProperty("input");
  const again = check(JSON.stringify(resolved));
  expect(again.diagnostics).toEqual([]);
  expect(again.resolved).toEqual(resolved);
});

test("a mask is in the resolved experiment", () => {
  const text = file(
    "inputs: { words: { shape: [4, 2], padding: 0 }, sizes: [4, 2] }",
    "- { Relu: {}, from: words }",
    "- { Sigmoid: {}, from: sizes, mask: words }",
    "- { Add: {}, from: [Relu1, Sigmoid1] }",
    "- IdentityWithLoss",
  );
  const { diagnostics, resolved } = check(text);
  expect(diagnostics).toEqual([]);
  expect(resolved?.model.layers[1]).toEqual({ Sigmoid: {}, id: "Sigmoid1", from: "sizes", mask: "words" });
});

describe("a mistake has its place and a suggestion", () => {
  test.each<[string, string, string[], string]>([
    [
      "a source",
      two,
      ["- { Affine: 3, from: number }", ...end],
      '4:26 RG2012 model.layers[0].from: no earlier layer has the id "number". Earlier: numbers, author. Did you mean "numbers"?',
    ],
    [
      "a mask",
      "inputs: { words: { shape: [3], padding: 0 } }",
      ["- { Relu: {}, mask: word }", "- IdentityWithLoss"],
      '4:25 RG2012 model.layers[0].mask: no input has the name "word". Inputs with padding: words. Did you mean "words"?',
    ],
    [
      "a misspelt mask key",
      "inputs: { words: { shape: [3], padding: 0 } }",
      ["- { Relu: {}, maks: words }", "- IdentityWithLoss"],
      '4:19 RG2002 model.layers[0].maks: an entry has one name, but this one has "Relu" and "maks"',
    ],
    [
      "no source",
      two,
      ["- Affine: 3", ...end],
      "4:7 RG2012 model.layers[0]: the first entry must say which input it reads",
    ],
    [
      "a block without a source",
      two,
      ["- residual: [{ Affine: 3 }]", ...end],
      "4:7 RG2012 model.layers[0]: the first entry must say which input it reads",
    ],
    [
      "both keys",
      "input: [3]\n  inputs: { numbers: [3], author: [2] }",
      ["- { Affine: 3, from: numbers }", ...end],
      '2:3 RG2009 model.input: write "input" for one input or "inputs" for several, not both',
    ],
    [
      "neither key",
      "",
      ["- Affine: 3", "- SoftmaxWithLoss"],
      '1:1 RG1103 model: "input" is missing: it must be a list of axes',
    ],
    [
      "inputs that are a list",
      "inputs: [3]",
      ["- Affine: 3", "- SoftmaxWithLoss"],
      '2:11 RG1102 model.inputs: "inputs" must be inputs by name',
    ],
    [
      "an input that nothing reads",
      "inputs: { numbers: [3], author: [2], title: [1] }",
      ["- { Affine: 3, from: numbers }", ...end],
      "2:40 RG2013 model.inputs.title: no entry reads the input title",
    ],
  ])("%s", (_name, inputs, layers, expected) => {
    const { diagnostics } = check(file(inputs, ...layers));
    const lines = diagnostics.map(
      ({ line, column, code, path, message, suggestion }) =>
        `${line}:${column} ${code} ${path}: ${message}${suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`}`,
    );
    expect(lines).toEqual([expect.stringContaining(expected)]);
  });
});
