import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";

const registry = createRegistry(builtinData);

/** Loads a CSV text through the registry, as an experiment does. */
function load(content: string | Uint8Array, options: Readonly<Record<string, unknown>>) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const resolved = resolveOrThrow(registry, "datasets", { csv: { path: "d.csv", ...options } });
  return resolved.definition.load(resolved.options, memoryDataFiles({ "d.csv": bytes }));
}

const flowers = "length,width,species\n5.1,3.5,setosa\n-7,.5e1,virginica\n1.,2,setosa\n";

test("all columns except the target are inputs, and text classes are sorted", async () => {
  const data = await load(flowers, { target: "species" });
  expect(data).toMatchObject({
    name: "d.csv",
    targets: "classes",
    targetNames: ["setosa", "virginica"],
    inputNames: ["length", "width"],
    samples: {
      all: {
        x: { shape: [2], values: Float64Array.of(5.1, 3.5, -7, 5, 1, 2) },
        t: { shape: [], values: Float64Array.of(0, 1, 0) },
      },
    },
  });
  expect(data.maximum).toBeUndefined();
  expect(data.files[0]).toMatchObject({ name: "d.csv", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test("columns chooses the inputs and their order", async () => {
  const data = await load("a,b,c,y\n1,2,x,0\n3,4,x,1\n", { target: "y", columns: ["b", "a"] });
  expect(data.inputNames).toEqual(["b", "a"]);
  expect(data.samples).toMatchObject({ all: { x: { values: Float64Array.of(2, 1, 4, 3) } } });
});

test("several targets are values, in the order given", async () => {
  const data = await load("a,p,q\n1,2.5,3\n4,5,-6e-1\n", { target: ["q", "p"] });
  expect(data).toMatchObject({
    targets: "values",
    targetNames: ["q", "p"],
    samples: { all: { t: { shape: [2], values: Float64Array.of(3, 2.5, -0.6, 5) } } },
  });
});

test("the targets of a sequence are the classes of its steps", async () => {
  const data = await load("a,p,q\n1,2,0\n4,-1,1\n", { target: ["p", "q"], targets: "sequences" });
  expect(data).toMatchObject({
    targets: "classes",
    targetNames: ["0", "1", "2"],
    samples: { all: { t: { shape: [2], values: Float64Array.of(2, 0, -1, 1) } } },
  });
  await expect(load("a,p,q\n1,2,0\n4,0.5,1\n", { target: ["p", "q"], targets: "sequences" })).rejects.toThrow(
    "d.csv: the targets of sample 2 must be classes, whole numbers below 65536, got 0.5",
  );
});

test("one target may be a value", async () => {
  const data = await load("a,y\n1,2.5\n", { target: "y", targets: "values" });
  expect(data.samples).toMatchObject({ all: { t: { shape: [1], values: Float64Array.of(2.5) } } });
});

test("without a header columns go by their places, and inputs have no names", async () => {
  const data = await load("7;1;2\n8;3;4", { target: 0, header: false, delimiter: ";" });
  expect(data.inputNames).toBeUndefined();
  expect(data).toMatchObject({
    targetNames: ["7", "8"],
    samples: { all: { x: { values: Float64Array.of(1, 2, 3, 4) } } },
  });
});

test("number classes are sorted by value", async () => {
  const data = await load("a,y\n0,10\n0,9\n0,-1\n0,9\n", { target: "y" });
  expect(data.targetNames).toEqual(["-1", "9", "10"]);
  expect(data.samples).toMatchObject({ all: { t: { values: Float64Array.of(2, 1, 0, 1) } } });
});

test.each([
  ["a byte order mark", `\ufeff${flowers}`],
  ["Windows line ends", flowers.replaceAll("\n", "\r\n")],
  ["old Macintosh line ends", flowers.replaceAll("\n", "\r")],
  ["mixed line ends", flowers.replace("\n", "\r\n")],
  ["blank lines", `\n${flowers.replaceAll("\n", "\n\n")}\n`],
  ["no line end at the end", flowers.trimEnd()],
  ["quotes", flowers.replace("length", '"length"').replace("5.1", '"5.1"').replace("setosa", '"setosa"')],
  ["spaces around cells", flowers.replaceAll(",", " , ")],
])("%s changes nothing", async (_case, text) => {
  expect((await load(text, { target: "species" })).samples).toEqual(
    (await load(flowers, { target: "species" })).samples,
  );
});

test("a quoted cell may hold the delimiter, a quote and a line break", async () => {
  const data = await load('a,y\n1,"x, ""y""\nz"\n2,b\n', { target: "y" });
  expect(data.targetNames).toEqual(["b", 'x, "y"\nz']);
});

test("several spaces are reported where the delimiter is one space", async () => {
  const varying = load("a b y\n1  2 0\n", { target: "y", delimiter: " " });
  await expect(varying).rejects.toThrow(
    "d.csv:2: must have 3 cells like the first line, got 4. If cells are separated by several spaces",
  );
});

test("a column whose name is a number stands in quotes", async () => {
  expect(() => load("a,2021\n1,0\n", { target: 2021 })).toThrow('in quotes: "2021"');
  expect((await load("a,2021\n1,0\n", { target: "2021" })).targetNames).toEqual(["0"]);
});

describe("a wrong file is an error with file, line and column", () => {
  test.each([
    ["a line too short", "a,y\n1,0\n2\n", "d.csv:3: must have 2 cells like the first line, got 1"],
    ["a line too long", "a,y\n1,0,\n", "d.csv:2: must have 2 cells like the first line, got 3"],
    ["an unclosed quote", 'a,y\n1,0\n"2,1\n3,0\n', 'd.csv:3: a quote (") that opens here is never closed'],
    ["text after a quote", 'a,y\n"1"2,0\n', 'd.csv:2: a closing quote (")'],
    ["a quote within a cell", 'a,y\n1"2,0\n', 'd.csv:2: a quote (") must be at the start of its cell'],
    ["an empty cell", "a,y\n1,0\n,1\n", 'd.csv:3: column "a" must be a number, got an empty cell'],
    ["text", "a,y\nx,0\n", 'd.csv:2: column "a" must be a number, got "x"'],
    ["nan", "a,y\nnan,0\n", 'column "a" must be a number, got "nan"'],
    ["inf", "a,y\n-inf,0\n", 'must be a number, got "-inf"'],
    ["Infinity", "a,y\nInfinity,0\n", 'must be a number, got "Infinity"'],
    ["a number beyond float64", "a,y\n1e400,0\n", 'must be a number, got "1e400"'],
    ["a hexadecimal number", "a,y\n0x10,0\n", 'must be a number, got "0x10"'],
    ["a decimal comma", 'a,y\n"1,5",0\n', 'must be a number, got "1,5": write numbers with a decimal point'],
    ["commas between digits", 'a,y\n"-1,234.5",0\n', 'got "-1,234.5": write numbers with a decimal point'],
    ["a NUL", "a,y\n1\0,0\n", "must be a number"],
    ["an empty class", "a,y\n1,0\n1, \n", 'd.csv:3: column "y" must be a class, got an empty cell'],
    [
      "a fraction as class",
      "a,y\n1,0\n1,.5\n",
      'd.csv:3: column "y" must be a class, text or a whole number, got .5',
    ],
    [
      "several spaces between cells",
      "  a   b  y\n  1   2  0\n",
      "If cells are separated by several spaces, replace these by a comma or a tab",
    ],
    ["one space between cells", "a b y\n1 2 0\n", 'If cells are separated by a space, write delimiter: " "'],
    ["a comment before the header", "# made today\na,y\n1,0\n", "Comments are not supported: remove them"],
    [
      "a comment further down",
      "a,y\n1,0\n# the rest\n2,1\n",
      "d.csv:3: must have 2 cells like the first line, got 1: comments are not supported, remove them",
    ],
    ["JSON Lines", '{"a":1,"y":0}\n', 'got a JSON Lines file: read it with "jsonl"'],
    ["a JSON array", '[{"a":1,"y":0}]', "got a JSON array: write one object per line"],
    ["an unknown target", "a,b\n1,0\n", 'd.csv:1: there is no column "y". Known: a, b'],
    [
      "semicolons between cells",
      "a;y\n1,5;0\n",
      'd.csv:1: there is no column "y". Known: a;y. If cells are separated by ";", write delimiter: ";"',
    ],
    ["tabs between cells", "a\ty\n1\t0\n", 'If cells are separated by "\\t", write delimiter: "\\t"'],
    [
      "how to fix a cell that is not a number",
      "a,y\n,0\n",
      'got an empty cell. Fill in missing values, list a column of words in "categories", or leave the column out of "columns"',
    ],
    ["data for a header", "1,2\n3,4\n", "If the first line is data, write header: false"],
    ["a name twice", "a,a,y\n1,2,0\n", 'd.csv:1: the header has the name "a" twice, in columns 1 and 2'],
    ["an unnamed input", ",a,y\n1,2,0\n", "d.csv:1: column 1 has no name"],
    ["no inputs", "y\n1\n", "d.csv:1: has no input column, only the target"],
    ["an empty file", "", "d.csv: is empty"],
    ["blank lines alone", "\n\n", "d.csv: is empty"],
    ["a header alone", "a,y\n", "d.csv: has a header but no samples"],
  ])("%s", async (_case, text, message) => {
    await expect(load(text, { target: "y" })).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test("programs get the place as data", async () => {
    await expect(load("a,y\n1,0\nx,0\n", { target: "y" })).rejects.toMatchObject({
      data: { file: "d.csv", line: 3, column: "a" },
    });
  });

  test("a place beyond the columns", async () => {
    await expect(load("1,2\n", { target: 2, header: false })).rejects.toThrow(
      "d.csv:1: there is no column 2: the file has 2, from 0 to 1",
    );
    await expect(load("1;2;0\n", { target: 2, header: false })).rejects.toThrow(
      'the file has 1, from 0 to 0. If cells are separated by ";", write delimiter: ";"',
    );
  });

  test("an error about a target that is not a number has no advice for inputs", async () => {
    await expect(load("a,y\n1,x\n", { target: "y", targets: "values" })).rejects.toThrow(
      /must be a number, got "x"$/,
    );
  });

  test.each([
    [
      "UTF-16",
      Uint8Array.of(0xff, 0xfe, 97, 0, 44, 0),
      "must be a table of text in UTF-8, got text in UTF-16: save it as UTF-8",
    ],
    [
      "an Excel workbook",
      new TextEncoder().encode("PK\x03\x04\x14\0\0\0\0\0......................xl/workbook.xml"),
      "d.csv: must be a table of text in UTF-8, got an Excel workbook (.xlsx): save it as CSV UTF-8",
    ],
    [
      "a NUL in the first line",
      new TextEncoder().encode("a\0,y\n1,0\n"),
      "got a binary file of an unknown kind",
    ],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0), "got a gzip file: decompress it first"],
    // é,y and é,è,y
    [
      "a Latin-1 header",
      Uint8Array.of(0xe9, 44, 121, 10, 49, 44, 50, 10),
      'd.csv:1: the header must be UTF-8 text, got "\ufffd" in column 1: save the file as UTF-8',
    ],
    [
      "a Latin-1 header alone",
      Uint8Array.of(0xe9, 44, 0xe8, 44, 121, 10),
      'the header must be UTF-8 text, got "\ufffd" in column 1',
    ],
    [
      "Latin-1 classes",
      Uint8Array.of(97, 44, 121, 10, 49, 44, 0xe9, 10),
      'column "y" must be UTF-8 text, got "\ufffd": save the file as UTF-8',
    ],
  ])("%s", async (_case, bytes, message) => {
    await expect(load(bytes, { target: "y" })).rejects.toThrow(message);
  });

  test("a name of a megabyte is shown in part", async () => {
    const message = await load(`${"a".repeat(1e6)},b\n1,2\n`, { target: "y" }).catch(
      (error) => error.message,
    );
    expect(message).toContain(`Known: ${"a".repeat(57)}..., b`);
  });

  // found one by one among each other they would take a minute
  test("100,000 columns with names of their own", async () => {
    const header = Array.from({ length: 100_000 }, (_, column) => `c${column}`).join();
    await expect(load(`${header}\n1,2\n`, { target: "c7" })).rejects.toThrow("must have 100000 cells");
  });

  test("a line of 17 million characters", async () => {
    await expect(load("a".repeat(17_000_000), { target: "y" })).rejects.toThrow(
      "d.csv:1: a line must have at most",
    );
  });
});

describe("wrong options are refused before the file is read", () => {
  const choice = "must be the name of a column, its index from 0, or a list of them";
  test.each([
    [{}, `"target" is missing: it ${choice}`],
    [{ target: -1 }, `"target" ${choice}, got -1`],
    [{ target: [] }, '"target"'],
    [{ target: "y", path: "" }, '"path" must be the path of a CSV file, got ""'],
    [{ target: "y", delimiter: ",," }, '"delimiter" must be one character'],
    [{ target: "y", delimiter: '"' }, '"delimiter" must be one character'],
    [{ target: "y", header: "yes" }, '"header" must be true or false, got "yes"'],
    [
      { target: "y", targets: "class" },
      '"targets" must be "classes" or "values" or "sequences", got "class"',
    ],
    [{ target: 0 }, '"target" must be names in the header'],
    [{ target: "y", header: false }, '"target" must be indices from 0, because header is false, got "y"'],
    [{ target: "y", columns: [1] }, '"columns" must be names in the header'],
    [{ target: "y", columns: ["a", "a"] }, '"columns" must not have a column twice'],
    [{ target: "y", columns: ["a", "y"] }, '"columns" must not include the target'],
    [{ target: "y", targets: "sequences" }, '"target" must be several columns for sequences'],
  ])("%o", (options, message) => {
    expect(() => load(flowers, options)).toThrow(
      expect.objectContaining({ code: "E_OPTION", message: expect.stringContaining(message) }),
    );
  });
});
