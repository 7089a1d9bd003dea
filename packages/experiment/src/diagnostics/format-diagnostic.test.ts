import { expect, test } from "vitest";
import { registry } from "../../tests/registry.js";
import { checkExperimentText } from "../check-experiment-text.js";
import { formatDiagnostic } from "./format-diagnostic.js";

const model = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";

function format(text: string, set: readonly string[] = []): string {
  const { diagnostics } = checkExperimentText(text, { file: "e.yaml", registry, set });
  return diagnostics.map(formatDiagnostic).join("\n\n");
}

test("shows position, code, path, message, suggestion and the lines around it", () => {
  expect(format(model.replace("Affine", "Afine"))).toBe(`\
e.yaml:4:7 RG2001 model.layers[0].Afine: unknown layer or loss "Afine". docs/spec-format.md lists those that are built in. Did you mean "Affine"?
  3 |   layers:
> 4 |     - Afine: 3
    |       ^^^^^
  5 |     - SoftmaxWithLoss`);
});

test("shows no path for the whole file", () => {
  expect(format("# nothing yet")).toBe(`\
e.yaml:1:1 RG1015: has no value: it is empty or holds only comments
> 1 | # nothing yet
    | ^`);
});

test("marks the first line of a value of several lines", () => {
  expect(format(`${model}name:\n  - 1\n  - 2\n`).split("\n").slice(1)).toEqual([
    "  6 | name:",
    "> 7 |   - 1",
    "    |   ^^^",
    "  8 |   - 2",
  ]);
});

test("shows the text of an override", () => {
  expect(format(`${model}train:\n  epochs: 1\n`, ["train.batch=0"])).toBe(`\
--set train.batch=0:1:13 RG1102 train.batch: "batch" must be a positive whole number, got 0
> 1 | train.batch=0
    |             ^`);
});

test("shows control characters as question marks, and keeps columns", () => {
  expect(format(`\uFEFF${model}\tname: \u001b[2J\u202E\n`)).toContain("> 6 | \tname: ?[2J?\n    | \t      ^");
});

test("cuts a long line on both sides of the mistake, and keeps the marker below it", () => {
  const plugins = '"@retrograd/layers", '.repeat(2000);
  const [, before, marked, mark] = format(`${model}requires: [${plugins}5, ${plugins}]\n`).split("\n");
  expect(before).toBe("  5 |");
  expect(marked).toHaveLength(6 + 160);
  expect(mark?.indexOf("^")).toBe(marked?.indexOf('5, "'));
});
