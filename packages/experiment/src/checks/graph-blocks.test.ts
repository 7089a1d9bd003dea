import { builtins } from "@retrograd/layers";
import { createRegistry, defineBlock, definePlugin } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { registry } from "../../tests/registry.js";
import { layers } from "../../tests/wrong-experiments/row.js";
import { checkExperimentText } from "../check-experiment-text.js";

const check = (...lines: string[]) => checkExperimentText(layers(...lines), { file: "e.yaml", registry });
const places = (...lines: string[]) =>
  check(...lines).diagnostics.map(({ line, column, code, path }) => `${line}:${column} ${code} ${path}`);
/** Each entry as "id", or "id < what it reads" where that is not the entry before. */
const graphOf = (...lines: string[]) => {
  const { trace, diagnostics } = check(...lines);
  expect(diagnostics).toEqual([]);
  return trace.map(({ id, reads }) => (reads === undefined ? id : `${id} < ${reads.join(", ")}`));
};
const end = ["- Affine: 3", "- SoftmaxWithLoss"];
const ending = ["Affine3", "SoftmaxWithLoss1"];

describe("residual", () => {
  test("adds the output of its layers to what it reads", () => {
    expect(graphOf("- Affine: 4", "- residual: [{ Affine: 4 }, Relu]", ...end)).toEqual([
      "Affine1",
      "Affine2",
      "Relu1",
      "Add1 < Relu1, Affine1",
      ...ending,
    ]);
  });

  test("can have another shape on the way around, an id, and another source", () => {
    expect(
      graphOf(
        "- Relu",
        "- { residual: { layers: [{ Affine: 2 }], shortcut: [{ Affine: 2 }] }, from: input, id: block }",
        "- { Concat: , from: [Relu1, block] }",
        ...end,
      ),
    ).toEqual([
      "Relu1",
      "Affine1 < input",
      "Affine2 < input",
      "block < Affine1, Affine2",
      "Concat1 < Relu1, block",
      ...ending,
    ]);
  });
});

describe("branches", () => {
  test("joins paths that read the same output, an empty one among them", () => {
    expect(
      graphOf(
        "- branches: { join: { Concat: { axis: last } }, paths: [[{ Affine: 2 }, Relu], [], [{ Affine: 1 }]] }",
        ...end,
      ),
    ).toEqual(["Affine1", "Relu1", "Affine2 < input", "Concat1 < Relu1, input, Affine2", ...ending]);
  });

  test("a list alone is joined with Concat", () => {
    expect(
      graphOf("- branches: [[Relu], [Sigmoid]]", "- Affine: 5", "- Affine: 4", ...end).slice(0, 3),
    ).toEqual(["Relu1", "Sigmoid1 < input", "Concat1 < Relu1, Sigmoid1"]);
  });
});

const nested = [
  "- repeat:",
  "    times: 2",
  "    layers:",
  "      - branches:",
  "          join: Add",
  "          paths:",
  "            - - residual: [{ Affine: 4 }, { residual: [Relu] }]",
  "            - [Sigmoid]",
];

test("blocks nest in one another and in repeat", () => {
  expect(graphOf(...nested, ...end)).toEqual([
    "Affine1",
    "Relu1",
    "Add1 < Relu1, Affine1",
    "Add2 < Add1, input",
    "Sigmoid1 < input",
    "Add3 < Add2, Sigmoid1",
    "Affine2",
    "Relu2",
    "Add4 < Relu2, Affine2",
    "Add5 < Add4, Add3",
    "Sigmoid2 < Add3",
    "Add6 < Add5, Sigmoid2",
    ...ending,
  ]);
});

test("the resolved experiment is a flat list, and gives the same network again", () => {
  const { resolved, trace } = check(...nested, ...end);
  const list = resolved?.model.layers ?? [];
  expect(list[3]).toEqual({ Add: {}, id: "Add2", from: ["Add1", "input"] });
  expect(list[4]).toEqual({ Sigmoid: {}, id: "Sigmoid1", from: "input" });
  const again = checkExperimentText(JSON.stringify({ ...resolved }), { file: "e.yaml", registry });
  expect(again.diagnostics).toEqual([]);
  expect(again.trace).toEqual(trace);
  expect(again.resolved).toEqual(resolved);
});

test("every mistake inside blocks is reported at its place", () => {
  const { diagnostics } = check(
    "- branches:",
    "    join: Multipy",
    "    paths:",
    "      - [Rellu, { Affine: 0 }]",
    "      - [Sigmod]",
    "- { Add: {}, from: [Sigmod1, nothing] }",
    ...end,
  );
  expect(
    diagnostics.map(({ line, column, code, path, suggestion }) => [
      `${line}:${column}`,
      code,
      path,
      suggestion,
    ]),
  ).toEqual([
    ["5:15", "RG2001", "model.layers[0].branches.join", "Multiply"],
    ["7:14", "RG2001", "model.layers[0].branches.paths[0][0]", "Relu"],
    ["7:31", "RG2004", "model.layers[0].branches.paths[0][1].Affine.units", undefined],
    ["8:14", "RG2001", "model.layers[0].branches.paths[1][0]", "Sigmoid"],
    ["9:34", "RG2012", "model.layers[1].from[1]", undefined],
  ]);
});

test.each([
  ["- residual: []", "4:17 RG2004 model.layers[0].residual.layers"],
  ["- residual: 3", "4:17 RG2004 model.layers[0].residual"],
  ["- { residual: [Relu], idd: a }", "4:27 RG1101 model.layers[0].idd"],
  ["- residual: { layers: [Relu], shortcuts: [] }", "4:35 RG2003 model.layers[0].residual.shortcuts"],
  ["- residual: { shortcut: [] }", "4:7 RG2005 model.layers[0].residual"],
  ["- branches: [[Relu]]", "4:17 RG2004 model.layers[0].branches.paths"],
  ["- branches: [Relu, Relu]", "4:17 RG2004 model.layers[0].branches.paths"],
  ["- branches: { join: Relu, paths: [[], []] }", "4:25 RG2012 model.layers[0].branches.join.from"],
  ["- { residual: [Relu], from: stem }", "4:33 RG2012 model.layers[0].from"],
  ["- { residual: [Relu], from: [input, input] }", "4:33 RG2004 model.layers[0].from"],
  [
    "- { branches: { join: { Add: {}, id: a }, paths: [[], []] }, id: b }",
    "4:42 RG2008 model.layers[0].branches.join.id",
  ],
  [
    "- { branches: { join: { Add: {}, from: a }, paths: [[], []] } }",
    "4:38 RG1101 model.layers[0].branches.join.from",
  ],
  ["- residual: [{ Affine: 5 }]", "4:7 RG2006 model.layers[0]"],
  [
    "- residual: { layers: [Relu], shortcut: [SoftmaxWithLoss] }",
    "4:46 RG2007 model.layers[0].residual.shortcut[0]",
  ],
  ["- reidual: [Relu]", "4:7 RG2001 model.layers[0].reidual"],
  ["- { Relu: {}, from: [] }", "4:25 RG2004 model.layers[0].from"],
  ["- { Relu: {}, form: stem }", "4:19 RG2002 model.layers[0].form"],
  [
    "- { repeat: { times: 300, layers: [{ residual: [Relu] }, { residual: [Relu] }] } }",
    "4:7 RG2010 model.layers[0]",
  ],
])("%s is wrong at %s", (layer, expected) => {
  expect([...new Set(places(layer, ...end))]).toEqual([expected]);
});

test("a misspelt source, key or block is suggested", () => {
  const suggestionOf = (...lines: string[]) => check(...lines).diagnostics[0]?.suggestion;
  expect(suggestionOf("- { Affine: 4, id: stem }", "- { Add: , from: [stem, stam] }", ...end)).toBe("stem");
  expect(suggestionOf("- { Relu: {}, form: stem }", ...end)).toBe("from");
  expect(suggestionOf("- reidual: [Relu]", ...end)).toBe("residual");
});

describe("a block of a plugin", () => {
  const options = z.strictObject({ units: z.int("must be a whole number"), depth: z.int().default(1) });
  const perceptron = defineBlock({
    type: "Perceptron",
    aliases: ["MlpBlock"],
    summary: "Affine and Relu around a way.",
    options,
    mainOption: "units",
    expand: ({ units, depth }) => [
      { residual: Array.from({ length: depth }, () => [{ Affine: { units } }, "Relu"]).flat() },
    ],
  });
  const wrong = defineBlock({
    type: "Wrong",
    summary: "",
    options: z.strictObject({}),
    expand: () => [{ Affin: 3 }, "Relu"],
  });
  const endless = defineBlock({
    type: "Endless",
    summary: "",
    options: z.strictObject({}),
    expand: () => ["Endless"],
  });
  const withBlocks = createRegistry(
    builtins,
    definePlugin({ name: "blocks", blocks: [perceptron, wrong, endless] }),
  );
  const checkBlocks = (...lines: string[]) =>
    checkExperimentText(layers(...lines), { file: "e.yaml", registry: withBlocks });

  test("is written out like residual", () => {
    const { trace, diagnostics } = checkBlocks("- { Perceptron: { units: 4, depth: 2 }, id: block }", ...end);
    expect(diagnostics).toEqual([]);
    expect(trace.map(({ id }) => id)).toEqual(["Affine1", "Relu1", "Affine2", "Relu2", "block", ...ending]);
  });

  test("has its mistakes at the block", () => {
    const placesOf = (line: string) =>
      checkBlocks(line, ...end).diagnostics.map(
        ({ line, column, code, path }) => `${line}:${column} ${code} ${path}`,
      );
    expect(placesOf("- Perceptron: four")).toEqual(["4:19 RG2004 model.layers[0].Perceptron.units"]);
    expect(placesOf("- Perceptron: { units: 4, dept: 2 }")).toEqual([
      "4:31 RG2003 model.layers[0].Perceptron.dept",
    ]);
    expect(placesOf("- Perceptron: 5")).toEqual(["4:7 RG2006 model.layers[0]"]);
    expect(placesOf("- Wrong")).toEqual(["4:7 RG2001 model.layers[0]"]);
    expect(placesOf("- Endless")).toEqual(["4:7 RG2010 model.layers[0]"]);
    expect(checkBlocks("- Perceptro: 4", ...end).diagnostics[0]?.suggestion).toBe("Perceptron");
    expect(checkBlocks("- mlp_block: 4", ...end).diagnostics[0]?.suggestion).toBe("Perceptron");
  });

  test("has no mask and no tie, which would be for none of its layers", () => {
    const { diagnostics } = checkBlocks(
      "- { Perceptron: 4, mask: input, tie: { W: stem.W }, id: block }",
      ...end,
    );
    expect(diagnostics.map(({ code, path, message }) => [code, path, message.split(":")[0]])).toEqual([
      ["RG1101", "model.layers[0].mask", 'unknown key "mask" next to "Perceptron"'],
      ["RG1101", "model.layers[0].tie", 'unknown key "tie" next to "Perceptron"'],
    ]);
  });

  test("that returns no list is blamed by name", () => {
    const broken = definePlugin({
      name: "broken",
      blocks: [{ type: "Nothing", summary: "", options: z.strictObject({}), expand: () => JSON.parse("3") }],
    });
    const text = layers("- Nothing", ...end);
    expect(() =>
      checkExperimentText(text, { file: "e.yaml", registry: createRegistry(builtins, broken) }),
    ).toThrow("Nothing of broken: expand must return a list of entries, got 3");
  });
});
