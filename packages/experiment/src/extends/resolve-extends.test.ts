import { describe, expect, test } from "vitest";
import { registry } from "../../tests/registry.js";
import { model } from "../../tests/wrong-experiments/row.js";
import { checkExperimentText } from "../check-experiment-text.js";

/** Checks a text that may extend the files given by name. */
function check(text: string, files: Readonly<Record<string, string>> = {}, set: readonly string[] = []) {
  const read = (path: string) => {
    const content = files[path];
    return content === undefined ? { problem: "not there" } : { file: path, identity: path, text: content };
  };
  return checkExperimentText(text, { file: "e.yaml", registry, set, bases: { identity: "e.yaml", read } });
}
const places = (...args: Parameters<typeof check>) =>
  check(...args).diagnostics.map(
    ({ file, line, column, code, path }) => `${file}:${line}:${column} ${code} ${path}`,
  );

const base = `${model}train:\n  epochs: 3\n  optimizer: { SGD: { lr: 0.5 } }\n`;

describe("extends", () => {
  test("merges mappings key by key, and replaces lists and entries of another name", () => {
    const over =
      "extends: base.yaml\nmodel: { input: [5] }\ntrain: { optimizer: { Momentum: { lr: 0.2 } } }\n";
    const { experiment, diagnostics } = check(over, { "base.yaml": base });
    expect(diagnostics).toEqual([]);
    expect(experiment).not.toHaveProperty("extends");
    expect(experiment?.model).toEqual({ input: [5], layers: [{ Affine: 3 }, "SoftmaxWithLoss"] });
    expect(experiment?.train).toMatchObject({ epochs: 3, optimizer: { Momentum: { lr: 0.2 } } });
  });

  test("merges the options of an entry of the same name", () => {
    const files = {
      "base.yaml": `${model}train: { epochs: 1, optimizer: { Momentum: { momentum: 0.5 } } }\n`,
    };
    const { experiment } = check(
      "extends: base.yaml\ntrain: { optimizer: { Momentum: { lr: 0.2 } } }\n",
      files,
    );
    expect(experiment?.train?.optimizer).toEqual({ Momentum: { momentum: 0.5, lr: 0.2 } });
  });

  test.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "a mistake of the base stands in the base",
      "extends: b\n",
      { b: `sed: 1\n${model}` },
      ["b:1:1 RG1101 sed"],
    ],
    [
      "a base that is not YAML is reported in the base",
      `extends: b\n${model}`,
      { b: "a: [\n" },
      ["b:2:1 RG1005 "],
    ],
    [
      "a missing key is reported at the start of the file",
      "extends: b\n",
      { b: "seed: 1\n" },
      ["e.yaml:1:1 RG1103 "],
    ],
    ["no text", `extends: [b]\n${model}`, {}, ["e.yaml:1:10 RG1102 extends"]],
    ["nothing", `extends:\n${model}`, {}, ["e.yaml:1:1 RG1102 extends"]],
    ["not there", `extends: b\n${model}`, {}, ["e.yaml:1:10 RG1104 extends"]],
    ["a circle", `extends: b\n${model}`, { b: "extends: c\n", c: "extends: b\n" }, ["c:1:10 RG1105 extends"]],
    ["misspelt", `extend: b\n${model}`, {}, ["e.yaml:1:1 RG1101 extend"]],
  ])("%s", (_why, text, files, expected) => {
    expect(places(text, files)).toEqual(expected);
  });

  test("follows a chain of at most 8 files", () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}`, `extends: "${i + 1}"\n`]));
    expect(places(`extends: "0"\n${model}`, files)).toEqual(["7:1:10 RG1105 extends"]);
    expect(places(`extends: "0"\n${model}`, { ...files, "7": "seed: 1\n" })).toEqual([]);
  });

  test("cannot be an override, and needs a reader", () => {
    expect(places(model, {}, ["extends=b"])).toEqual(["--set extends=b:1:1 RG6002 "]);
    const { diagnostics } = checkExperimentText(`extends: b\n${model}`, { file: "e.yaml", registry });
    expect(diagnostics).toMatchObject([{ code: "RG1104", got: "b" }]);
  });

  test("an override replaces a value of the base", () => {
    const { experiment } = check("extends: b\n", { b: base }, ["train.optimizer.SGD.lr=0.25"]);
    expect(experiment?.train?.optimizer).toEqual({ SGD: { lr: 0.25 } });
  });
});
