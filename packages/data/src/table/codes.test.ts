import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { collectInputs, inputFile } from "../../tests/collect-inputs.js";
import { builtinData } from "../builtin-data.js";
import { csvInputs } from "../csv/csv-inputs.js";
import { csvOptions } from "../csv/options.js";
import { jsonlInputs } from "../jsonl/jsonl-inputs.js";
import { memoryDataFiles } from "../memory-data-files.js";

const registry = createRegistry(builtinData);
const bytesOf = (text: string) => new TextEncoder().encode(text);

function load(text: string, type: "csv" | "jsonl", options: Readonly<Record<string, unknown>> = {}) {
  const resolved = resolveOrThrow(registry, "datasets", { [type]: { path: "d", target: "y", ...options } });
  return resolved.definition.load(resolved.options, memoryDataFiles({ d: bytesOf(text) }));
}

const csvOf = (labels: readonly string[]) => `a,y\n${labels.map((label) => `1,${label}\n`).join("")}`;
const jsonlOf = (labels: readonly string[]) => labels.map((label) => `{"a":1,"y":${label}}\n`).join("");

// labels as they are written, and the classes in their order
const codes: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["zip codes", ["10001", "02139", "0900"], ["0900", "02139", "10001"]],
  ["codes of the same value", ["7", "007", "07", "7"], ["007", "07", "7"]],
  ["an exponent", ["1E5", "100000", "1E5"], ["100000", "1E5"]],
  ["a plus", ["+1", "1", "-1"], ["-1", "+1", "1"]],
  ["floats of pandas", ["1.0", "10.0", "2.0"], ["1.0", "2.0", "10.0"]],
  ["a minus before zero", ["-0", "0", "-0"], ["-0", "0"]],
  [
    "numbers that float64 does not hold apart",
    ["9007199254740993", "9007199254740992"],
    ["9007199254740992", "9007199254740993"],
  ],
  ["versions", ["3.10", "3.9", "3.1", "3.10", "3.9", "3.1"], ["3.1", "3.10", "3.9"]],
  ["canonical numbers, as ever by their value", ["10", "9", "-1"], ["-1", "9", "10"]],
];

describe.each(codes)("%s are classes that keep their names", (_what, labels, names) => {
  test("in CSV", async () => {
    const { targetNames, samples } = await load(csvOf(labels), "csv");
    expect(targetNames).toEqual(names);
    expect(samples).toMatchObject({
      all: { t: { values: Float64Array.from(labels, (one) => names.indexOf(one)) } },
    });
  });

  test("in quotes in CSV", async () => {
    const quoted = await load(csvOf(labels.map((label) => `"${label}"`)), "csv");
    expect(quoted.targetNames).toEqual(names);
  });

  test("as text in JSON Lines", async () => {
    const { targetNames } = await load(jsonlOf(labels.map((label) => `"${label}"`)), "jsonl");
    expect(targetNames).toEqual(names);
  });

  test("and as categories", async () => {
    const text = `y,code\n${labels.map((label, row) => `c${row},${label}\n`).join("")}`;
    const { inputNames } = await load(text, "csv", { categories: ["code"] });
    expect(inputNames).toEqual(names.map((name) => `code=${name}`));
  });
});

test("text in JSON Lines keeps its spaces, and may be fractions", async () => {
  expect((await load(jsonlOf(['"a"', '" a"', '"a "']), "jsonl")).targetNames).toEqual([" a", "a", "a "]);
  expect((await load(jsonlOf(['"0.5"', '"1.5"']), "jsonl")).targetNames).toEqual(["0.5", "1.5"]);
});

test.each([
  ["7", '"7"', 'd:2: column "y" holds the text "7", and the number 7 in line 1: write both the same way'],
  ['"true"', "true", 'd:2: column "y" holds the boolean true, and the text "true" in line 1'],
])("%s and %s are two labels of one name, which is refused", async (first, second, message) => {
  await expect(load(jsonlOf([first, second]), "jsonl")).rejects.toThrow(message);
});

test.each([
  ["fractions", ["0.5", "1.5", "0.5", "1.5"]],
  ["prices of which each stands in a row of its own", ["19.90", "7.25", "12.00", "8.5"]],
])("%s are values, not classes", async (_what, labels) => {
  await expect(load(csvOf(labels), "csv")).rejects.toThrow(
    "write targets: values to learn the number itself",
  );
});

describe("new inputs must name a category as in the training data", () => {
  const trained = csvOptions.parse({ path: "d.csv", target: "y", categories: ["code"] });
  const options = (...names: readonly string[]) => ({
    size: names.length,
    inputNames: names.map((name) => `code=${name}`),
    trained,
  });

  const readCsv = (text: string, ...names: readonly string[]) =>
    collectInputs(csvInputs(inputFile(text, "new.csv"), options(...names)));

  test("007 is not 7", async () => {
    expect((await readCsv("code\n007\n7\n", "007", "7")).values).toEqual([1, 0, 0, 1]);
    await expect(readCsv("code\n07\n", "007", "7")).rejects.toThrow(
      'new.csv:2: column "code" must be one of the 2 categories of the training, got 07: write 007, as in the training data',
    );
  });

  test("1.0 is distinguished from 1, and JSON's number 1 is 1", async () => {
    await expect(readCsv("code\n1.0\n", "1", "2")).rejects.toThrow(
      "got 1.0: write 1, as in the training data",
    );
    const read = jsonlInputs(inputFile('{"code":1}\n', "new.jsonl"), options("1", "2"));
    expect((await collectInputs(read)).values).toEqual([1, 0]);
  });
});
