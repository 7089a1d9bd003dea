import { expect, test } from "vitest";
import { registry } from "../../tests/registry.js";
import { layers } from "../../tests/wrong-experiments/row.js";
import { checkExperimentText } from "../check-experiment-text.js";

const check = (...lines: string[]) => checkExperimentText(layers(...lines), { file: "e.yaml", registry });
const places = (...lines: string[]) =>
  check(...lines).diagnostics.map(({ line, column, code, path }) => `${line}:${column} ${code} ${path}`);

test("a repeat expands to its layers `times` times, also inside another repeat", () => {
  const { trace, experiment, resolved } = check(
    "- repeat:",
    "    times: 2",
    "    layers:",
    "      - Affine: 8",
    "      - repeat: { times: 2, layers: [Relu] }",
    "- Affine: 3",
    "- SoftmaxWithLoss",
  );
  const ids = ["Affine1", "Relu1", "Relu2", "Affine2", "Relu3", "Relu4", "Affine3", "SoftmaxWithLoss1"];
  expect(trace.map(({ id }) => id)).toEqual(ids);
  const listed = [
    { Affine: 8 },
    "Relu",
    "Relu",
    { Affine: 8 },
    "Relu",
    "Relu",
    { Affine: 3 },
    "SoftmaxWithLoss",
  ];
  expect(experiment?.model.layers).toEqual(listed);
  expect(resolved?.model.layers).toHaveLength(8);
});

test("a mistake inside a repeat is reported once, at its position in the file", () => {
  expect(places("- repeat: { times: 3, layers: [Rellu, { Affine: 0 }] }", "- SoftmaxWithLoss")).toEqual([
    "4:36 RG2001 model.layers[0].repeat.layers[0]",
    "4:53 RG2004 model.layers[0].repeat.layers[1].Affine.units",
  ]);
});

test.each([
  ["- repeat: { times: 0, layers: [Relu] }", "4:24 RG2004 model.layers[0].repeat.times"],
  ["- repeat: { times: 1001, layers: [Relu] }", "4:24 RG2004 model.layers[0].repeat.times"],
  ["- repeat: { times: 2, layer: [], layers: [Relu] }", "4:27 RG2003 model.layers[0].repeat.layer"],
  ["- repeat: { times: 2 }", "4:7 RG2005 model.layers[0].repeat"],
  ["- repeat: 3", "4:15 RG2004 model.layers[0].repeat"],
  ["- { repeat: { times: 2, layers: [] }, id: a }", "4:43 RG1101 model.layers[0].id"],
  ["- repeaat: { times: 2, layers: [Relu] }", "4:7 RG2001 model.layers[0].repeaat"],
  ["- repeat: { times: 2, layers: [{ Relu: , id: a }] }", "4:50 RG2008 model.layers[0].repeat.layers[0].id"],
  ["- repeat: { times: 600, layers: [Relu, Relu] }", "4:7 RG2010 model.layers[0]"],
  ["- repeat: { times: 2, layers: [SoftmaxWithLoss] }", "4:36 RG2007 model.layers[0].repeat.layers[0]"],
])("%s is wrong at %s", (layer, expected) => {
  expect([...new Set(places(layer, "- SoftmaxWithLoss"))]).toEqual([expected]);
});

test("repeat is suggested for a typo, and overrides apply before it is expanded", () => {
  expect(check("- repaet: { times: 2, layers: [] }").diagnostics[0]?.suggestion).toBe("repeat");
  const text = layers("- repeat: { times: 2, layers: [Relu] }", "- SoftmaxWithLoss");
  const set = ["model.layers[0].repeat.times=5"];
  expect(checkExperimentText(text, { file: "e.yaml", registry, set }).trace).toHaveLength(6);
});

test("empty repeats of any depth and repeats beyond the limit end quickly", () => {
  const nested = (depth: number, inner: string): string =>
    depth === 0 ? inner : `{ repeat: { times: 1000, layers: [${nested(depth - 1, inner)}] } }`;
  expect(places(`- ${nested(15, "")}`, "- SoftmaxWithLoss")).toEqual([]);
  expect(places(`- ${nested(15, "Relu")}`, "- SoftmaxWithLoss").map((place) => place.split(" ")[1])).toEqual([
    "RG2010",
  ]);
});
