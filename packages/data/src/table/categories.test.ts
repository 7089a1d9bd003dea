import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { collectInputs, inputFile } from "../../tests/collect-inputs.js";
import { builtinData } from "../builtin-data.js";
import { csvInputs } from "../csv/csv-inputs.js";
import { csvOptions } from "../csv/options.js";
import { memoryDataFiles } from "../memory-data-files.js";

const registry = createRegistry(builtinData);
const bytesOf = (text: string) => new TextEncoder().encode(text);

function load(text: string, options: Readonly<Record<string, unknown>>) {
  const resolved = resolveOrThrow(registry, "datasets", { csv: { path: "d.csv", target: "y", ...options } });
  return resolved.definition.load(resolved.options, memoryDataFiles({ "d.csv": bytesOf(text) }));
}

const cars = "size,colour,y\n1,red,0\n2,blue,1\n3,red,1\n";
const options = { categories: ["colour"] };

test("a column of categories becomes an input for each, 1 where it stands", async () => {
  const data = await load(cars, options);
  expect(data.inputNames).toEqual(["size", "colour=blue", "colour=red"]);
  expect(data.samples).toMatchObject({
    all: { x: { shape: [3], values: Float64Array.of(1, 0, 1, 2, 1, 0, 3, 0, 1) } },
  });
});

test("without a header the inputs are named by their places", async () => {
  const data = await load("a,1,7\nb,2,8\n", { target: 2, header: false, categories: [0] });
  expect(data.inputNames).toEqual(["0=a", "0=b", "1"]);
});

describe("is refused", () => {
  test.each([
    [
      "an empty category",
      "size,colour,y\n1,,0\n",
      'd.csv:2: column "colour" must be a class, got an empty cell',
    ],
    [
      "a fraction",
      "size,colour,y\n1,1.5,0\n",
      'd.csv:2: column "colour" must be a class, text or a whole number, got 1.5: leave it out of "categories"',
    ],
    [
      "a column with the name of an input that another makes",
      "colour=red,colour,y\n1,red,0\n",
      'd.csv: column "colour=red" could have the same name as an input for a category of "colour"',
    ],
    [
      "more categories than make sense",
      `size,colour,y\n${Array.from({ length: 1001 }, (_, i) => `1,c${i},0\n`).join("")}`,
      'd.csv:1002: column "colour" must have at most 1000 categories',
    ],
  ])("%s", async (_what, text, message) => {
    await expect(load(text, options)).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{ categories: ["y"] }, '"categories" must not include the target'],
    [{ categories: ["colour"], columns: ["size"] }, '"categories" must be among "columns"'],
    [{ categories: [1] }, '"categories" must be names in the header'],
  ])("%o", (wrong, message) => {
    expect(() => load(cars, wrong)).toThrow(message);
  });
});

describe("new inputs have the categories of the training", () => {
  const trained = csvOptions.parse({ path: "d.csv", target: "y", ...options });
  const inputNames = ["size", "colour=blue", "colour=red"];
  const read = (text: string) =>
    collectInputs(csvInputs(inputFile(text, "new.csv"), { size: 3, inputNames, trained }));

  test.each([
    ["by the names of the columns", "colour,size\nblue,5\n"],
    ["in their order", "5,blue\n"],
    ["from a file with its targets", "size,colour,y\n5,blue,1\n"],
  ])("%s", async (_how, text) => {
    expect(await read(text)).toEqual({ shape: [3], values: [5, 1, 0] });
  });

  test("one that training has not seen is refused", async () => {
    await expect(read("5,green\n")).rejects.toThrow(
      'new.csv:1: column "colour" must be one of the 2 categories of the training, got green',
    );
  });

  test("without names, a line of only categories is not a header", async () => {
    const places = csvOptions.parse({ path: "d.csv", target: 1, header: false, categories: [0] });
    const rows = csvInputs(inputFile("b\na\n", "new.csv"), {
      size: 2,
      inputNames: ["0=a", "0=b"],
      trained: places,
    });
    expect((await collectInputs(rows)).values).toEqual([0, 1, 1, 0]);
  });
});
