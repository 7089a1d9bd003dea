import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { root, run } from "./outside-project.js";
import { type ScratchCopy, scratchCopy } from "./scratch-copy.js";

// How many files a new thing touches, counted by adding one in a scratch copy: docs/architecture.md promises these numbers.

let scratch: ScratchCopy | undefined;
afterEach(() => scratch?.remove());

const tsc = join(root, "node_modules/typescript/bin/tsc");
const vitest = join(root, "node_modules/vitest/vitest.mjs");

test("an elementwise operation touches 2 files: a row of the table, and its kernel", () => {
  scratch = scratchCopy("core");
  const kernel = "packages/core/assembly/unary.ts";
  scratch.replace(
    "packages/core/src/ops/elementwise.ts",
    "/** `y = a + b`",
    `/** \`y = x / (1 + |x|)\`, any shape. */
export const softsign = unary({
  name: "softsign",
  code: 100,
  costly: false,
  reference: (x) => x / (1 + Math.abs(x)),
});

/** \`y = a + b\``,
  );
  scratch.replace(kernel, ", SIGMOID, ", ", SIGMOID, SOFTSIGN, ");
  scratch.replace(
    kernel,
    "  return sigmoid2x(x);",
    `  if (code == SOFTSIGN) return f64x2.div(x, f64x2.add(f64x2.splat(1), f64x2.abs(x)));
  return sigmoid2x(x);`,
  );
  scratch.replace(
    kernel,
    "    case RELU:",
    "    case SOFTSIGN: each<T>(SOFTSIGN, out, x, n); break;\n    case RELU:",
  );
  const core = join(scratch.folder, "packages/core");
  run(process.execPath, ["scripts/embed-kernels.mjs", "--unoptimized"], core);
  run(process.execPath, [tsc, "-p", "."], core);
  const program = `
    import { createPortableEngine, referenceEngine, softsign, tensor } from "./dist/index.js";
    for (const engine of [createPortableEngine(), referenceEngine])
      for (const dtype of ["f32", "f64"])
        console.log(...softsign(tensor([3, -1, 0, 1, -7], [5], { engine, dtype })).data);`;
  const output = run(process.execPath, ["--input-type=module", "--eval", program], core);
  expect(output).toBe("0.75 -0.5 0 0.5 -0.875\n".repeat(4));
  expectTouched(scratch, "elementwise operation", [kernel, "packages/core/src/ops/elementwise.ts"]);
});

test("a reader touches 3 files: its own, its test, and the list of built-in data; it can train and predict", () => {
  scratch = scratchCopy("data");
  const builtin = "packages/data/src/builtin-data.ts";
  const reader = "packages/data/src/numbers.ts";
  const readerTest = "packages/data/src/numbers.test.ts";
  scratch.create(
    reader,
    `import { defineDataset } from "@retrograd/plugin";
import { z } from "zod";
import { dataFile } from "./data-file.js";

const start = "NUMBERS\\n";

/** Reads a line NUMBERS, then numbers with spaces between them; the first number of a line is its target. */
export const numbers = defineDataset({
  type: "numbers",
  summary: "Numbers with spaces between them, the first of a line is its target.",
  options: z.strictObject({ path: z.string() }),
  async load({ path }, files) {
    const { bytes } = await files.read(path);
    const rows = rowsOf(bytes);
    return {
      name: path,
      targets: "values",
      targetNames: ["target"],
      samples: {
        all: {
          x: { shape: [rows[0].length - 1], values: Float64Array.from(rows.flatMap((row) => row.slice(1))) },
          t: { shape: [1], values: Float64Array.from(rows, ([target]) => target) },
        },
      },
      files: [await dataFile(path, bytes)],
    };
  },
  inputReader: {
    recognises: (bytes) => textOf(bytes).startsWith(start),
    async *read(file, { size }) {
      yield { shape: [size], values: Float64Array.from(rowsOf(await file.read(0, file.size)).flat()) };
    },
  },
});

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const rowsOf = (bytes: Uint8Array) =>
  textOf(bytes).slice(start.length).trim().split("\\n").map((line) => line.split(" ").map(Number));
`,
  );
  scratch.create(
    readerTest,
    `import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinData, memoryDataFiles, memoryFile, readNewInputs } from "./index.js";

const registry = createRegistry(builtinData);
const textOf = (text: string) => new TextEncoder().encode(text);

test("trains on its files", async () => {
  const { definition, options } = resolveOrThrow(registry, "datasets", { numbers: { path: "a" } });
  const files = memoryDataFiles({ a: textOf("NUMBERS\\n9 1 2\\n8 3 4\\n") });
  const { samples } = await definition.load(options, files);
  expect(samples).toMatchObject({ all: { x: { shape: [2], values: Float64Array.of(1, 2, 3, 4) } } });
});

test("predicts from its files", async () => {
  const file = memoryFile(textOf("NUMBERS\\n5 6\\n"), "b");
  for await (const { values } of readNewInputs(file, { size: 2 }, registry)) {
    expect(values).toEqual(Float64Array.of(5, 6));
  }
});
`,
  );
  scratch.replace(
    builtin,
    'import { npy } from "./npy/npy.js";\n',
    'import { numbers } from "./numbers.js";\nimport { npy } from "./npy/npy.js";\n',
  );
  scratch.replace(builtin, "    images,\n", "    images,\n    numbers,\n");
  checkTypes(scratch, "data");
  runTests(scratch, readerTest, "packages/data/src/builtin-data.test.ts");
  expect(scratch.touched()).toEqual([builtin, readerTest, reader]);
});

test("a layer touches 3 files: its own, its test, and the list of layers", () => {
  scratch = scratchCopy("layers");
  const list = "packages/layers/src/layers.ts";
  const layer = "packages/layers/src/softsign.ts";
  const layerTest = "packages/layers/src/softsign.test.ts";
  scratch.create(
    layer,
    `import { map, multiply } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { noOptions } from "./schemas.js";

/** Softsign: \`y = x / (1 + |x|)\`. x: [batch, ...] -> y: the same shape
 *  backward: dx = dy / (1 + |x|)^2 */
export const softsign = defineLayer({
  type: "Softsign",
  summary: "Softsign: y = x / (1 + |x|).",
  options: noOptions,
  create: (_options, inShape) => ({
    type: "Softsign",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward(_params, x) {
      const factor = map(x, (value) => 1 / (1 + Math.abs(value)));
      return {
        y: multiply(x, factor),
        backward: (dy) => ({ dx: multiply(dy, multiply(factor, factor)), grads: {} }),
      };
    },
  }),
});
`,
  );
  scratch.create(
    layerTest,
    `import { checkLayer } from "@retrograd/gradcheck";
import { buildNetwork } from "@retrograd/network";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { f64, matrix, training } from "../tests/build.js";
import { builtins, softsign } from "./index.js";

const layer = softsign.create({}, [2], f64);
const x = matrix([[3, -1]]);

test("y = x / (1 + |x|), by hand", () => {
  expect([...layer.forward({}, x, training).y.data]).toEqual([0.75, -0.5]);
});

test("its gradient is the derivative", () => {
  expect(checkLayer(layer, [2], { x }).verdict).toBe("pass");
});

test("takes no options", () => {
  expect(checkOptions(softsign, { gain: 1 }, []).issues).toMatchObject([{ code: "RG2003" }]);
});

test("a model can name it", () => {
  const model = { input: [2], layers: ["Softsign", "IdentityWithLoss"] };
  expect(buildNetwork(createRegistry(builtins), model).layers[0]?.id).toBe("Softsign1");
});
`,
  );
  scratch.replace(
    list,
    'export { sigmoid } from "./sigmoid.js";\n',
    'export { sigmoid } from "./sigmoid.js";\nexport { softsign } from "./softsign.js";\n',
  );
  checkTypes(scratch, "layers");
  runTests(scratch, layerTest, "packages/layers/src/builtins.test.ts");
  expect(scratch.touched()).toEqual([list, layerTest, layer]);
});

test("an optimizer touches 3 files: its own, its test, and the list of optimizers", () => {
  scratch = scratchCopy("trainer");
  const list = "packages/trainer/src/optimizers/optimizers.ts";
  const optimizer = "packages/trainer/src/optimizers/sign-descent.ts";
  const optimizerTest = "packages/trainer/src/optimizers/sign-descent.test.ts";
  scratch.create(
    optimizer,
    `import { map, updateSgd } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, learningRate, lrAliases } from "./option-schemas.js";

/** Steps of equal size against the sign of the gradient: \`w = w - lr sign(g)\`. */
export const signDescent = defineOptimizer({
  type: "SignDescent",
  optionAliases: lrAliases,
  summary: "Steps of equal size against the sign of the gradient: w = w - lr sign(g).",
  options: z.strictObject({ lr: learningRate.default(0.001), ...decayOptions }),
  mainOption: "lr",
  slots: {},
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update: (w, g, _slots, { lr }) => updateSgd(w, map(g, Math.sign), lr),
  }),
});
`,
  );
  scratch.create(
    optimizerTest,
    `import { tensor } from "@retrograd/core";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinTraining, makeOptimizer, updateParams } from "../index.js";

test("moves each parameter by the learning rate, by hand", () => {
  const optimizer = makeOptimizer(createRegistry(builtinTraining), { SignDescent: 0.5 });
  const params = { A: { W: tensor([1, 1, 1], [3]) } };
  const grads = { A: { W: tensor([10, -0.1, 0], [3]) } };
  updateParams(optimizer, { params, grads, state: {} }, { lr: 0.5, step: 1 });
  expect([...params.A.W.data]).toEqual([0.5, 1.5, 1]);
});
`,
  );
  scratch.replace(
    list,
    'export { sgd } from "./sgd.js";\n',
    'export { sgd } from "./sgd.js";\nexport { signDescent } from "./sign-descent.js";\n',
  );
  checkTypes(scratch, "trainer", "src/optimizers");
  runTests(scratch, optimizerTest);
  expect(scratch.touched()).toEqual([list, optimizerTest, optimizer]);
});

test("a command touches 4 files: its folder of action, options and test, and the list of commands", () => {
  scratch = scratchCopy("cli");
  const list = "packages/cli/src/program/commands.ts";
  const folder = "packages/cli/src/commands/count";
  scratch.create(
    `${folder}/command.ts`,
    `import type { Command } from "@commander-js/extra-typings";
import { text } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds \`retrograd count\`. */
export function addCount(program: Command, { environment, finish }: ProgramContext): void {
  program
    .command("count")
    .description("the length of a word")
    .argument("<word>", "the word", text)
    .action(async (word) => {
      const { count } = await import("./count.js");
      finish(count(word, environment));
    });
}
`,
  );
  scratch.create(
    `${folder}/count.ts`,
    `import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";

/** Prints the length of a word. */
export function count(word: string, environment: Environment): number {
  environment.stdout.write(\`\${word.length}\\n\`);
  return exitCodes.ok;
}
`,
  );
  scratch.create(
    `${folder}/count.test.ts`,
    `import { afterAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

const workspace = new Workspace();
afterAll(() => workspace.remove());

test("prints the length", async () => {
  expect(await workspace.run(["count", "seven"])).toEqual({ code: 0, stdout: "5\\n", stderr: "" });
});

test("is in the help, and completed in a shell", async () => {
  expect((await workspace.run(["--help"])).stdout).toContain("the length of a word");
  expect((await workspace.run(["completion", "bash"])).stdout).toContain('"retrograd count"');
});
`,
  );
  scratch.replace(
    list,
    "import { addCrossValidate }",
    'import { addCount } from "../commands/count/command.js";\nimport { addCrossValidate }',
  );
  scratch.replace(list, "  addCrossValidate,\n", "  addCount,\n  addCrossValidate,\n");
  checkTypes(scratch, "cli", "src/commands/count");
  runTests(scratch, `${folder}/count.test.ts`);
  const files = ["command.ts", "count.test.ts", "count.ts"].map((name) => `${folder}/${name}`);
  expectTouched(scratch, "command", [...files, list]);
});

test("a key of an experiment touches 2 files: its section, and the page of the format", () => {
  scratch = scratchCopy("experiment");
  const section = "packages/experiment/src/sections/train-section.ts";
  const page = "docs/spec-format.md";
  mkdirSync(join(scratch.folder, "docs"));
  cpSync(join(root, page), join(scratch.folder, page));
  scratch.replace(
    section,
    "  /** Length of training in steps. */\n",
    `  /** Steps without an update of the parameters. */
  frozen: count.default(7),
  /** Length of training in steps. */
`,
  );
  const [row = ""] = /^\| `iterations`.*\n/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
  scratch.replace(page, row, `| \`frozen\` | \`7\` | steps without an update of the parameters |\n${row}`);
  // what uses the key, in the place of a package that reads it
  const use = "packages/experiment/src/frozen.test.ts";
  writeFileSync(
    join(scratch.folder, use),
    `import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { checkExperimentText, type Experiment, experimentJsonSchema } from "./index.js";

const registry = createRegistry();
const frozenOf = ({ train }: Pick<Experiment, "train">): number | undefined => train?.frozen;

test("is typed, checked, and in the schema of editors", () => {
  expect(frozenOf({})).toBe(undefined);
  const { diagnostics } = checkExperimentText("train: { frozen: 0 }", { file: "a.yaml", registry });
  expect(diagnostics.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('"frozen" must be a positive whole number'),
  );
  expect(JSON.stringify(experimentJsonSchema(registry))).toContain('"frozen":{');
});
`,
  );
  checkTypes(scratch, "experiment");
  runTests(scratch, use);
  expectTouched(scratch, "key of an experiment", [page, section]);
});

/** Expects that these files were touched, and that docs/architecture.md says their number in the row of the kind. */
function expectTouched(scratch: ScratchCopy, kind: string, files: readonly string[]): void {
  expect(scratch.touched()).toEqual(files);
  const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| ${kind} `));
  expect(row).toContain(`| ${files.length} files`);
}

/** Runs tests of a scratch copy. */
function runTests({ folder }: ScratchCopy, ...tests: readonly string[]): void {
  cpSync(join(root, "vitest.config.ts"), join(folder, "vitest.config.ts"));
  run(process.execPath, [vitest, "run", "--project", "sources", ...tests], folder);
}

/** Type-checks a package of a scratch copy, or a folder of it, with its tests, against the sources of the packages that it imports. */
function checkTypes({ folder }: ScratchCopy, name: string, include = "src"): void {
  const compilerOptions = {
    ...{ composite: false, declaration: false, declarationMap: false, noEmit: true },
    ...{ noUncheckedIndexedAccess: false, types: ["node"] },
  };
  const config = { extends: "../../tsconfig.base.json", compilerOptions, include: [include] };
  const owner = join(folder, "packages", name);
  writeFileSync(join(owner, "tsconfig.json"), JSON.stringify(config));
  run(process.execPath, [tsc, "-p", "."], owner);
}
