import { checkExperimentText } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { readTypeScript } from "./read-typescript.js";

const registry = createRegistry(builtins);
const check = (text: string) =>
  checkExperimentText(text, { file: "mine.ts", registry, read: readTypeScript });
const mistakesOf = (text: string) =>
  check(text).diagnostics.map(({ line, column, code, path }) =>
    `${line}:${column} ${code} ${path}`.trimEnd(),
  );

/** A file with one layer, at line 3, column 5. */
const layers = (entry: string) =>
  `export default defineExperiment({\n  model: { input: [4], layers: [\n    ${entry},\n    "SoftmaxWithLoss",\n  ] },\n});\n`;
const model = 'model: { input: [4], layers: ["SoftmaxWithLoss"] }';

describe("an experiment in TypeScript", () => {
  test.each([
    `export default { ${model} }`,
    `export default defineExperiment({ ${model} })`,
    `export default defineExperiment.with(swish, other)({ ${model} })`,
    `import a from "a";\nimport type { B } from "b";\nexport default { ${model} } satisfies B.C<D[]>;`,
    `const mine = defineExperiment({ ${model} } as const);\nexport default mine;`,
    `export const mine = { ${model} };\nexport default mine`,
    `export default { seed: -0, "name": \`a\`, ${model} }`,
  ])("is read: %s", (text) => {
    expect(mistakesOf(text)).toEqual([]);
  });

  test("reports all mistakes at once, each with its line and column", () => {
    expect(
      mistakesOf(
        `export default {\n  seeed: 1,\n  model: { input: [4], layers: ["Rellu", { Affine: 0 }] },\n};`,
      ),
    ).toEqual([
      "2:3 RG1101 seeed",
      "3:33 RG2001 model.layers[0]",
      "3:52 RG2004 model.layers[1].Affine.units",
    ]);
  });

  test("reports a mistake with its lines of code", () => {
    const [diagnostic] = check(layers("{ Affine: units }")).diagnostics;
    expect(diagnostic).toMatchObject({
      message:
        "only literal values can be read, got a name: the file is not run. Compute the value in a program and train with prepareTraining, or pass it to the command with --set",
      expected: "literal values",
      got: "units",
      frame: [
        "  2 |   model: { input: [4], layers: [",
        "> 3 |     { Affine: units },",
        "    |               ^^^^^",
        '  4 |     "SoftmaxWithLoss",',
      ].join("\n"),
    });
  });

  test.each([
    ["{ Affine: units }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: 1 + 2 }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: process.exit(1) }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: () => 3 }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: new Units() }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: 3n }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: /3/ }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: undefined }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: -'3' }", "3:15 RG1019 model.layers[0].Affine"],
    ["{ Affine: { units: 3, init: `$" + "{he}` } }", "3:33 RG1019 model.layers[0].Affine.init"],
    ["{ Affine: { units: 3, init: await import('x') } }", "3:33 RG1019 model.layers[0].Affine.init"],
    ["{ Affine: String.raw`a` }", "3:15 RG1019 model.layers[0].Affine"],
    ["...many", "3:5 RG1019 model.layers[0]"],
    [", 'Relu'", "2:32 RG1019 model.layers"],
    ["{ ...affine, Relu: {} }", "3:7 RG1019 model.layers[0]"],
    ["{ ['Relu']: {} }", "3:7 RG1019 model.layers[0]"],
    ["{ Relu() {} }", "3:7 RG1019 model.layers[0]"],
    ["{ get Relu() { return {} } }", "3:7 RG1019 model.layers[0]"],
    ["{ 1: {} }", "3:7 RG1019 model.layers[0]"],
    ["{ Relu: {}, Relu: {} }", "3:17 RG1007 model.layers[0].Relu"],
    ["{ __proto__: {} }", "3:7 RG1014 model.layers[0].__proto__"],
    ["{ Affine: }", "3:15 RG1019"],
    [`${"[".repeat(70)}${"]".repeat(70)}`, "3:69 RG1004"],
  ])("refuses %s", (entry, expected) => {
    expect(mistakesOf(layers(entry))).toContainEqual(expect.stringContaining(expected));
  });

  test.each([
    ["", "1:1 RG1019"],
    ["export const a = 1;", "1:20 RG1019"],
    ["export default mine;", "1:16 RG1019"],
    ["export default make({});", "1:16 RG1019"],
    ["export default defineExperiment();", "1:16 RG1019"],
    ["export default defineExperiment({}, {});", "1:16 RG1019"],
    ["export default function () {}", "1:1 RG1019"],
    [`console.log(1);\nexport default { ${model} };`, "1:1 RG1019"],
    [`let a = 1;\nexport default { ${model} };`, "1:1 RG1019"],
    [`export * from "a";\nexport default { ${model} };`, "1:1 RG1019"],
    ["export default 3;", "1:16 RG1102"],
    ["export default {", "1:17 RG1019"],
    ['export default { name: "a', "1:24 RG1019"],
    ["\0", "1:1 RG1003"],
    [" ".repeat(262_145), "1:1 RG1001"],
  ])("refuses the file %j", (text, expected) => {
    expect(mistakesOf(text)[0]).toBe(expected);
  });

  test.each([
    "[".repeat(200_000),
    `export default ${"{a:".repeat(50_000)}`,
    `export default ${"(".repeat(100_000)}`,
    `export default ${"<a>(".repeat(60_000)}`,
    `export default ${"`${".repeat(60_000)}`,
    `export default ${"[]satisfies a<".repeat(15_000)}`,
    `export default [${"1,".repeat(100_000)}]`,
  ])("finishes on a text that is built to be slow to parse", (text) => {
    expect(check(text).diagnostics.length).toBeGreaterThan(0);
  });
});
