import { cpSync, writeFileSync } from "node:fs";
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
  expect(scratch.touched()).toEqual([kernel, "packages/core/src/ops/elementwise.ts"]);
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
  cpSync(join(root, "vitest.config.ts"), join(scratch.folder, "vitest.config.ts"));
  const tests = [readerTest, "packages/data/src/builtin-data.test.ts"];
  run(process.execPath, [vitest, "run", "--project", "sources", ...tests], scratch.folder);
  expect(scratch.touched()).toEqual([builtin, readerTest, reader]);
});

/** Type-checks a package of a scratch copy with its tests, against the sources of the packages that it imports. */
function checkTypes({ folder }: ScratchCopy, name: string): void {
  const compilerOptions = {
    ...{ composite: false, declaration: false, declarationMap: false, noEmit: true },
    ...{ noUncheckedIndexedAccess: false, types: ["node"] },
  };
  const config = { extends: "../../tsconfig.base.json", compilerOptions, include: ["src"] };
  const owner = join(folder, "packages", name);
  writeFileSync(join(owner, "tsconfig.json"), JSON.stringify(config));
  run(process.execPath, [tsc, "-p", "."], owner);
}
