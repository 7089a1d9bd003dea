import { describe, expect, test } from "vitest";
import { collectInputs, inputFile } from "../../tests/collect-inputs.js";
import type { TableInputs } from "../table/trained-columns.js";
import { csvInputs } from "./csv-inputs.js";
import { type CsvOptions, csvOptions } from "./options.js";

const read = (content: string | Uint8Array, options: TableInputs) =>
  collectInputs(csvInputs(inputFile(content, "new.csv"), options));
const namedInputs = { size: 2, inputNames: ["length", "width"] };
const trained = (options: Partial<CsvOptions>) =>
  csvOptions.parse({ path: "flowers.csv", target: "species", ...options });

describe("reads two inputs, 1 2 and 3 4", () => {
  test.each<[string, string, TableInputs]>([
    ["without a header", "1,2\n3,4\n", namedInputs],
    ["by the names of a header in another order", "width,note,length\n2,x,1\n4,,3\n", namedInputs],
    ["from a file with its targets", "length,width,species\n1,2,setosa\n3,4,virginica\n", namedInputs],
    ["below names that are numbers", "y,10,20\na,1,2\nb,3,4\n", { size: 2, inputNames: ["10", "20"] }],
    ["below a header where training had no names", "a,b\n1,2\n3,4\n", { size: 2 }],
    [
      "with the delimiter of the training",
      "1;2\n3;4\n",
      { ...namedInputs, trained: trained({ delimiter: ";" }) },
    ],
    [
      "from the file of a training without a header",
      "setosa;2;1\nvirginica;4;3\n",
      { size: 2, trained: trained({ header: false, target: 0, columns: [2, 1], delimiter: ";" }) },
    ],
    ["with quotes, spaces and Windows line ends", '"1", 2\r\n\r\n3,"4"', namedInputs],
  ])("%s", async (_how, text, options) => {
    expect(await read(text, options)).toEqual({ shape: [2], values: [1, 2, 3, 4] });
  });
});

describe("refuses", () => {
  test.each<[string, string, TableInputs, string]>([
    [
      "text in the first line",
      "1,x\n3,4\n",
      namedInputs,
      'new.csv:1: column "width" must be a number, got "x"',
    ],
    [
      "an empty cell in the first line",
      ",2\n3,4\n",
      namedInputs,
      'new.csv:1: column "length" must be a number',
    ],
    [
      "an empty cell when there are no names",
      "a,\n3,4\n",
      { size: 2 },
      'new.csv:1: column "0" must be a number',
    ],
    ["an empty first line when there are no names", ",\n3,4\n", { size: 2 }, "got an empty cell"],
    [
      "a header without a name",
      "length,x\n1,2\n",
      namedInputs,
      'new.csv:1: there is no column "width". Known: length, x',
    ],
    ["a header with a name twice", "length,width,length\n1,2,3\n", namedInputs, "twice, in columns 1 and 3"],
    [
      "another number of cells",
      "1,2,3\n",
      namedInputs,
      "new.csv:1: the model takes 2 numbers an input, got 3 cells",
    ],
    ["a ragged line", "1,2\n3\n", namedInputs, "new.csv:2: must have 2 cells like the first line, got 1"],
    ["an open quote", '1,2\n"3,4\n', namedInputs, "new.csv:2: a quote"],
    ["an empty file", "", namedInputs, "new.csv: is empty"],
    ["a header alone", "length,width\n", namedInputs, "new.csv: has a header but no inputs"],
  ])("%s", async (_what, text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(
      expect.objectContaining({ code: "E_DATA_FORMAT", message: expect.stringContaining(message) }),
    );
  });

  test("a Latin-1 header", async () => {
    await expect(read(Uint8Array.of(0xe9, 44, 121, 10, 49, 44, 50, 10), namedInputs)).rejects.toThrow(
      "new.csv:1: the header must be UTF-8 text",
    );
  });

  test("UTF-16", async () => {
    await expect(read(Uint8Array.of(0xff, 0xfe, 49, 0), namedInputs)).rejects.toThrow(
      "must be a table of text in UTF-8, got text in UTF-16",
    );
  });
});

describe("a first line of numbers", () => {
  const wavelengths = { size: 3, inputNames: ["1100", "1102", "1104"] };
  const rows = "1,2,3\n4,5,6\n";

  test.each<[string, string]>([
    ["as in the training", "1100,1102,1104"],
    ["with a point and zeros", "1100.0,1102.00,1104."],
    ["with exponents", "1.1e3,1.102E+3,1104e0"],
    ["in quotes, with spaces and a byte order mark", '\ufeff"1100","1102.0", 1104'],
  ])("that are the names of the training %s is a header, and that is said", async (_how, header) => {
    const warnings: string[] = [];
    const warn = (text: string) => warnings.push(text);
    expect((await read(`${header}\n${rows}`, { ...wavelengths, notice: warn })).values).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^new\.csv:1: .* read as the header; .* --no-header$/)]);
  });

  test.each<[string, string, TableInputs]>([
    ["in another order, with other columns", "1104.0,9,1102.0,1100.0\n3,0,2,1\n6,0,5,4\n", wavelengths],
    ["with the target", "1100.0,1102.0,1104.0,y\n1,2,3,0\n4,5,6,1\n", wavelengths],
    ["of one that has words too", "name,1100.0,1102.0,1104.0\nx,1,2,3\ny,4,5,6\n", wavelengths],
    ["that is a sample, as the user says", "1,2,3\n4,5,6\n", { ...wavelengths, header: false }],
    ["that is a header, as the user says", "0,1,2\n1,2,3\n4,5,6\n", { size: 3, header: true }],
    ["that has none of the names", rows, wavelengths],
    ["where the training had no names", rows, { size: 3 }],
  ])("%s gives two predictions", async (_how, text, options) => {
    expect((await read(text, options)).values).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("is a sample of the user's where it equals the names", async () => {
    const options = { ...wavelengths, header: false };
    expect((await read("1100,1102,1104\n", options)).values).toEqual([1100, 1102, 1104]);
  });

  test("takes names that are the same number in two spellings as they are written", async () => {
    const options = { size: 2, inputNames: ["1", "1.0"] };
    expect((await read("1.0,1\n3,4\n", options)).values).toEqual([4, 3]);
  });

  test.each<[string, string, TableInputs, string]>([
    [
      "most of the names but not all",
      "1100.0,1102.0,1106.0\n1,2,3\n",
      wavelengths,
      "new.csv:1: has 2 of the 3 names of the training's columns, but not 1104: pass --header",
    ],
    [
      "places, as pandas writes them",
      "0,1,2\n1,2,3\n",
      { size: 3 },
      "new.csv:1: may be a header or a sample (0, 1, 2)",
    ],
    [
      "places beneath other names",
      "0,1,2\n1,2,3\n",
      { size: 3, inputNames: ["a", "b", "c"] },
      "may be a header",
    ],
    [
      "wavelengths where the training had no names",
      "900,902,904,906,908,910,912,914\n1,2,3,4,5,6,7,8\n",
      { size: 8 },
      "may be a header or a sample (900, 902, 904, 906, ...)",
    ],
    [
      "a name in two spellings",
      "1100,1100.0,1102,1104\n1,1,2,3\n",
      wavelengths,
      'the header has the name "1100" twice',
    ],
    [
      "a name of the training next to a number that is not one",
      "a,2022\n1,2\n",
      { size: 2, inputNames: ["a", "2021"] },
      'there is no column "2021"',
    ],
  ])("is refused where it has %s", async (_what, text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(message);
  });

  test("is a header of one column", async () => {
    const options = { size: 1, inputNames: ["2021"], notice: () => {} };
    expect((await read("2021.0\n1\n2\n", options)).values).toEqual([1, 2]);
  });
});
