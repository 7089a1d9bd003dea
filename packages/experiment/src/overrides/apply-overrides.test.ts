import { expect, test } from "vitest";
import { registry } from "../../tests/registry.js";
import { createSource } from "../source/source.js";
import { toPlainValue } from "../source/source-tree.js";
import { readYaml } from "../yaml/read-yaml.js";
import { applyOverrides } from "./apply-overrides.js";
import { shortFormsOf } from "./short-forms.js";

function apply(text: string, ...overrides: string[]): unknown {
  const { root } = readYaml(createSource("file", "e.yaml", text));
  if (root === undefined) throw new Error("the text of this test must be YAML");
  const applied = applyOverrides(root, overrides, shortFormsOf(registry));
  expect(applied.mistakes).toEqual([]);
  return toPlainValue(applied.root);
}

test.each([
  ["a number", "a: 1", ["a=2"], { a: 2 }],
  ["text", "a: 1", ['a="2"'], { a: "2" }],
  ["text with an equals sign", "a: 1", ["a=b=c"], { a: "b=c" }],
  ["a list", "a: 1", ["a=[1, 2]"], { a: [1, 2] }],
  ["a mapping", "a: 1", ["a={ b: 2 }"], { a: { b: 2 } }],
  ["null", "a: 1", ["a=null"], { a: null }],
  ["a key that is new", "a: 1", ["b=2"], { a: 1, b: 2 }],
  ["a key below keys that are new", "a: 1", ["b.c.d=2"], { a: 1, b: { c: { d: 2 } } }],
  ["a key below an empty value", "a:", ["a.b=2"], { a: { b: 2 } }],
  ["an item by brackets", "a: [1, 2]", ["a[1]=3"], { a: [1, 3] }],
  ["an item by a dot", "a: [1, 2]", ["a.0=3"], { a: [3, 2] }],
  ["a key inside an item", "a: [{ b: 1 }]", ["a[0].b=3"], { a: [{ b: 3 }] }],
  ["a key that is a number's text", 'a: { "0": 1 }', ["a.0=3"], { a: { "0": 3 } }],
  ["the last of two", "a: 1", ["a=2", "a=3"], { a: 3 }],
  ["an option of a lone name", "o: SGD", ["o.SGD.lr=2"], { o: { SGD: { lr: 2 } } }],
  ["a main option that stands alone", "[{ Affine: 10 }]", ["0.Affine.units=2"], [{ Affine: { units: 2 } }]],
  [
    "an option next to a lone main option",
    "[{ Affine: 10 }]",
    ["0.Affine.init.Normal.std=2"],
    [{ Affine: { units: 10, init: { Normal: { std: 2 } } } }],
  ],
  ["a main option of an initializer", "a: { Normal: 1 }", ["a.Normal.std=2"], { a: { Normal: { std: 2 } } }],
  [
    "a path that stands alone",
    "d: { csv: a.csv }",
    ["d.csv.targets=values"],
    { d: { csv: { path: "a.csv", targets: "values" } } },
  ],
  ["nothing, with a minus", "a: { b: 1, c: 2 }", ["a.b-"], { a: { c: 2 } }],
  ["nothing in place of an item", "a: [1, 2, { b: 3 }]", ["a.0-", "a[1].b-"], { a: [2, {}] }],
  ["a key with a minus in it", "a: 1", ["b-c=2"], { a: 1, "b-c": 2 }],
  ["one inside another", "a: 1", ["a={ b: 1, c: 1 }", "a.b=2"], { a: { b: 2, c: 1 } }],
])("sets %s", (_what, text, overrides, expected) => {
  expect(apply(text, ...overrides)).toEqual(expected);
});

test("an override of one use of an anchor does not change the others", () => {
  expect(apply("a: &x { n: 1 }\nb: *x", "b.n=2")).toEqual({ a: { n: 1 }, b: { n: 2 } });
});
