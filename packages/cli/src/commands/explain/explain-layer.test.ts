import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write(
    "halves.mjs",
    `const anything = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
const layer = (type, graph, graphExample) => ({
  type,
  summary: "y = x / 2 <of a plugin>",
  options: anything,
  ...(graphExample && { graphExample }),
  create: (_options, inShape) => ({
    type,
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({ y: x, backward: (dy) => ({ dx: dy, grads: {} }) }),
    ...(graph && { graph }),
  }),
});
export default {
  name: "halves",
  layers: [layer("Half", ({ x }) => ({ y: x.divide(2) })), layer("Opaque"), layer("Broken", ({ x }) => x),
    layer("Throwing", ({ x }) => ({ y: x.sigmoid() })),
    layer("Ragged", ({ x }) => ({ y: x }), { input: [2], x: [1, 2, 3] })],
};
`,
  );
});
afterAll(() => workspace.remove());

const explain = (...args: readonly string[]) => workspace.run(["explain", ...args]);

test.each(["Relu", "relu"])(
  "%s prints every node with its value, derivative and local derivative",
  async (name) => {
    const { code, stdout, stderr } = await explain(name, "--values", "1, -2");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`Relu  Rectified linear unit: y = x where x > 0, else 0.

  y = max(x, 0)

node            value   derivative   passes back
x               1, -2   1, 0
y = max(x, 0)   1, 0    1, 1         dx = dy where x > 0

in short
  dx = dy where x > 0

The derivatives are those of the sum of y: dy is 1. Rows are separated by semicolons.
`);
  },
);

test.each([
  ["Sigmoid", ["dx = dy * y * (1 - y)"]],
  ["SoftmaxWithLoss", ["dx = (y - t) / batch"]],
  ["IdentityWithLoss", ["dx = (x - t) / batch"]],
  ["Affine", ["dx = dy W^T", "dW = x^T dy", "db = sum(dy over the batch)"]],
])("%s: the short form is %s", async (name, formulas) => {
  const { stdout } = await explain(name);
  const lines = stdout.split("\n");
  const start = lines.indexOf("in short") + 1;
  expect(lines.slice(start, start + formulas.length)).toEqual(formulas.map((formula) => `  ${formula}`));
});

test("the values of the book: the first layer of its three-layer network", async () => {
  const { stdout } = await explain("Affine", "--json");
  const { nodes, ...figure } = JSON.parse(stdout);
  expect(figure).toMatchObject({ schema: 1, type: "Affine", formula: "y = x W + b" });
  // "Deep Learning from Scratch", chapter 3.4.3
  const y = nodes.find(({ name }: { readonly name: string }) => name === "y");
  for (const [i, value] of [0.3, 0.7, 1.1].entries()) expect(y.value.data[i]).toBeCloseTo(value, 14);
});

test.each([
  ["several rows, as many numbers as the example's", "Affine", "1, 2; 3, 4", "1, 2; 3, 4"],
  ["several rows on one line", "Affine", "1 2 3 4", "1, 2; 3, 4"],
  ["rows of another length, where no parameter has a shape", "Sigmoid", "1, 2; 3, 4", "1, 2; 3, 4"],
  ["a number that starts with a minus sign", "Relu", "-1.5", "-1.5"],
  ["more classes than the example has", "SoftmaxWithLoss", "1, 2, 3, 4, 5", "1, 2, 3, 4, 5"],
  ["more numbers than a line has room for", "Relu", "1,2,3,4,5,6,7,8,9", "1, 2, 3, 4, 5, 6, 7, ..."],
])("--values: %s", async (_what, name, values, expected) => {
  const { code, stdout, stderr } = await explain(name, "--values", values);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^x +${expected.replaceAll(".", "\\.")} `, "m"));
});

test.each([
  [
    "a wrong number of values",
    ["Affine", "--values", "1, 2, 3"],
    "--values: an input of Affine has the shape [2] here: write 2 numbers for each row, got 3",
  ],
  [
    "rows of different lengths",
    ["Relu", "--values", "1, 2; 3"],
    "--values: every row needs equally many numbers, got rows of 2 and of 1",
  ],
  [
    "a word",
    ["Relu", "--values", "1, two"],
    '--values: "two" is not a number: write numbers separated by commas, and rows by semicolons, such as --values "1, -2; 3, 4"',
  ],
  ["an empty row", ["Relu", "--values", "1;;2"], "--values: a row has no numbers: write numbers"],
  [
    "a similar name",
    ["Sigmoyd"],
    'there is no code, layer or loss "Sigmoyd" to explain. Did you mean "Sigmoid"?',
  ],
  [
    "a name of another framework",
    ["Dense"],
    'there is no code, layer or loss "Dense" to explain. Did you mean "Affine"?',
  ],
  [
    "a code with values",
    ["RG2001", "--values", "1"],
    "--values and --format are for layers and losses, and RG2001 is a code",
  ],
  [
    "a layer without a graph",
    ["Opaque", "--plugin", "./halves.mjs"],
    'Opaque declares no computational graph: what its create returns needs a "graph", such as graph: ({ x }) => ({ y: x.multiply(2) })',
  ],
  [
    "a graph that is none",
    ["Broken", "--plugin", "./halves.mjs"],
    "Broken: graph must return an object whose y is a node",
  ],
  [
    "a graph whose code throws",
    ["Throwing", "--plugin", "./halves.mjs"],
    "Throwing: its code threw TypeError: x.sigmoid is not a function",
  ],
  [
    "an example of half a row",
    ["Ragged", "--plugin", "./halves.mjs"],
    "Ragged: graphExample.x must have a multiple of 2 numbers, got 3",
  ],
])("%s is an error that says what to do", async (_what, args, message) => {
  const { code, stdout, stderr } = await explain(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.startsWith(`error ${message}`), stderr).toBe(true);
});

test("a layer of a plugin is explained, on small round numbers", async () => {
  const { code, stdout } = await explain("Half", "--plugin", "./halves.mjs");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^x +1, -2, 3 +0\.5, 0\.5, 0\.5$/m);
  expect(stdout).toMatch(/^y = x \/ 2 +0\.5, -1, 1\.5 +1, 1, 1 +dx = dy \/ 2$/m);
});

test("without a name, layers and losses with a graph are listed, those of plugins too", async () => {
  const { stdout } = await explain("--plugin", "./halves.mjs");
  const [, list = ""] = stdout.split("Layers and losses with a computational graph\n");
  for (const name of ["Affine", "Sigmoid", "SoftmaxWithLoss", "Half"])
    expect(list).toMatch(new RegExp(`^ {2}${name} `, "m"));
  expect(list).not.toMatch(/Opaque|Broken/);
});

test("--format svg prints one document without scripts, and escapes text of a plugin", async () => {
  const { code, stdout } = await explain("Half", "--plugin", "./halves.mjs", "--format", "svg");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>\n<title>The computational graph of Half<\/title>/,
  );
  expect(stdout.trimEnd().endsWith("</svg>")).toBe(true);
  expect(stdout).toContain("prefers-color-scheme: dark");
  expect(stdout).not.toMatch(/<script|href|url\(|on\w+=/);
});

test("--format html prints a self-contained page with the drawing and a table", async () => {
  const { stdout } = await explain("Half", "--plugin", "./halves.mjs", "--format", "html");
  expect(stdout).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(stdout).toContain("<p>y = x / 2 &lt;of a plugin&gt;</p>");
  expect(stdout).toContain("<td>y = x / 2</td><td>0.5, -1, 1.5</td><td>1, 1, 1</td><td>dx = dy / 2</td>");
  expect(stdout).not.toMatch(/<script|<link|href|src=|url\(/);
});
