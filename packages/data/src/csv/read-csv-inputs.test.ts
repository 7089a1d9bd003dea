import { describe, expect, test } from "vitest";
import { type CsvOptions, csvOptions } from "./options.js";
import { type CsvInputsOptions, readCsvInputs } from "./read-csv-inputs.js";

const read = (content: string | Uint8Array, options: CsvInputsOptions) => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readCsvInputs(bytes, "new.csv", options);
};
const named = { size: 2, inputNames: ["length", "width"] };
const trained = (options: Partial<CsvOptions>) =>
  csvOptions.parse({ path: "flowers.csv", target: "species", ...options });

describe("reads two inputs, 1 2 and 3 4", () => {
  test.each<[string, string, CsvInputsOptions]>([
    ["without a header", "1,2\n3,4\n", named],
    ["by the names of a header in another order", "width,note,length\n2,x,1\n4,,3\n", named],
    ["from a file with its targets", "length,width,species\n1,2,setosa\n3,4,virginica\n", named],
    ["below names that are numbers", "y,10,20\na,1,2\nb,3,4\n", { size: 2, inputNames: ["10", "20"] }],
    ["below a header where training had no names", "a,b\n1,2\n3,4\n", { size: 2 }],
    ["with the delimiter of the training", "1;2\n3;4\n", { ...named, trained: trained({ delimiter: ";" }) }],
    [
      "from the file of a training without a header",
      "setosa;2;1\nvirginica;4;3\n",
      { size: 2, trained: trained({ header: false, target: 0, columns: [2, 1], delimiter: ";" }) },
    ],
    ["with quotes, spaces and Windows line ends", '"1", 2\r\n\r\n3,"4"', named],
  ])("%s", (_how, text, options) => {
    expect(read(text, options)).toEqual({ shape: [2], values: Float64Array.of(1, 2, 3, 4) });
  });
});

describe("refuses", () => {
  test.each<[string, string, CsvInputsOptions, string]>([
    ["text in the first line", "1,x\n3,4\n", named, 'new.csv:1: column "width" must be a number, got "x"'],
    ["an empty cell in the first line", ",2\n3,4\n", named, 'new.csv:1: column "length" must be a number'],
    ["an empty cell beneath no names", "a,\n3,4\n", { size: 2 }, 'new.csv:1: column "0" must be a number'],
    ["an empty first line beneath no names", ",\n3,4\n", { size: 2 }, "got an empty cell"],
    [
      "a header without a name",
      "length,x\n1,2\n",
      named,
      'new.csv:1: there is no column "width". Known: length, x',
    ],
    ["a header with a name twice", "length,width,length\n1,2,3\n", named, "twice, in columns 1 and 3"],
    [
      "another number of cells",
      "1,2,3\n",
      named,
      "new.csv:1: the model takes 2 numbers an input, got 3 cells",
    ],
    ["a ragged line", "1,2\n3\n", named, "new.csv:2: must have 2 cells as the first line, got 1"],
    ["an open quote", '1,2\n"3,4\n', named, "new.csv:2: a quote"],
    ["an empty file", "", named, "new.csv: is empty"],
    ["a header alone", "length,width\n", named, "new.csv: has a header but no inputs"],
  ])("%s", (_what, text, options, message) => {
    expect(() => read(text, options)).toThrow(
      expect.objectContaining({ code: "E_DATA_FORMAT", message: expect.stringContaining(message) }),
    );
  });

  test("a Latin-1 header", () => {
    expect(() => read(Uint8Array.of(0xe9, 44, 121, 10, 49, 44, 50, 10), named)).toThrow(
      "new.csv:1: the header must be UTF-8 text",
    );
  });

  test("UTF-16", () => {
    expect(() => read(Uint8Array.of(0xff, 0xfe, 49, 0), named)).toThrow(
      "must be a table of text in UTF-8, got text in UTF-16",
    );
  });
});
