import type { Addition } from "./addition.js";

const builtin = "packages/data/src/builtin-data.ts";
const file = "packages/data/src/numbers.ts";
const readerTest = "packages/data/src/numbers.test.ts";

/** A reader of numbers with spaces between them, which can train and predict. */
export const reader: Addition = {
  kind: "data set or reader",
  package: "data",
  sources: "src",
  add(scratch) {
    scratch.create(
      file,
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
  },
  touched: [builtin, readerTest, file],
  tests: [readerTest, "packages/data/src/builtin-data.test.ts"],
};
