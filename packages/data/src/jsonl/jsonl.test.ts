import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { builtinData } from "../builtin-data.js";
import { memoryDataFiles } from "../memory-data-files.js";

const registry = createRegistry(builtinData);

function load(content: string | Uint8Array, options: Readonly<Record<string, unknown>> = { target: "y" }) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const resolved = resolveOrThrow(registry, "datasets", { jsonl: { path: "d.jsonl", ...options } });
  return resolved.definition.load(resolved.options, memoryDataFiles({ "d.jsonl": bytes }));
}

const flowers = [
  '{"length": 5.1, "wild": true, "species": "setosa"}',
  '{"species": "virginica", "wild": false, "length": -7e0}',
].join("\n");

test("the keys of the first object are the columns, in whatever order the others have them", async () => {
  const data = await load(flowers, { target: "species" });
  expect(data).toMatchObject({
    name: "d.jsonl",
    targetNames: ["setosa", "virginica"],
    inputNames: ["length", "wild"],
    samples: {
      all: {
        x: { shape: [2], values: Float64Array.of(5.1, 1, -7, 0) },
        t: { shape: [], values: Float64Array.of(0, 1) },
      },
    },
    files: [{ name: "d.jsonl" }],
  });
});

test("classes may be whole numbers or true and false", async () => {
  expect((await load('{"a":1,"y":10}\n{"a":1,"y":9}')).targetNames).toEqual(["9", "10"]);
  expect((await load('{"a":1,"y":true}\n{"a":1,"y":false}')).targetNames).toEqual(["false", "true"]);
});

test("with columns, other keys may come and go", async () => {
  const data = await load('{"a":1,"y":0,"note":"x"}\n{"y":1,"a":2,"more":[]}', {
    target: "y",
    columns: ["a"],
  });
  expect(data.samples).toMatchObject({ all: { x: { values: Float64Array.of(1, 2) } } });
});

test.each([
  ["a byte order mark", `\ufeff${flowers}`],
  ["Windows line ends", flowers.replaceAll("\n", "\r\n")],
  ["blank lines", `\n${flowers.replaceAll("\n", "\n\n")}\n \n`],
])("%s changes nothing", async (_case, text) => {
  expect((await load(text, { target: "species" })).samples).toEqual(
    (await load(flowers, { target: "species" })).samples,
  );
});

describe("a wrong file is an error with file, line and column", () => {
  const first = '{"a":1,"y":0}\n';
  test.each([
    ["no JSON", `${first}{"a":1,`, "d.jsonl:2: is not valid JSON"],
    ["two objects", `${first}{"a":1,"y":0} {}`, "d.jsonl:2: is not valid JSON"],
    ["a list", "[1, 2]", "d.jsonl: must be JSON Lines in UTF-8, got a JSON array: write one object per line"],
    ["a number", "7", "d.jsonl:1: must be an object"],
    ["null", "null", "d.jsonl:1: must be an object"],
    [
      "an object over several lines",
      '{\n"a": 1, "y": 0\n}',
      "got a JSON document of several lines: write one",
    ],
    [
      "a list further down",
      '{"a":1,"y":0}\n[1, 2]',
      'd.jsonl:2: must be an object such as {"a": 1, "b": 2}, got a list',
    ],
    ["NaN", '{"a":1,"y":0}\n{"a":NaN,"y":0}', "JSON has no NaN: write a number instead, or remove the line"],
    ["-Infinity", '{"a":-Infinity,"y":"NaN"}', "JSON has no -Infinity"],
    ["NaN in a text alone", '{"a":"NaN","y":0}', 'column "a" must be a number, got "NaN"'],
    ["what Python prints", "{'a': 1, 'y': 0}", "JSON uses double quotes, not single quotes"],
    ["Python's True", '{"a":True,"y":0}', "JSON writes true for True"],
    ["a table of cells", "a,y\n1,0\n", "d.jsonl:1: is not valid JSON"],
    ["a key twice", '{"a":1,"y":0,"a":2}', "d.jsonl:1: has a duplicate key"],
    ["a key that is missing", `${first}{"a":1}`, 'd.jsonl:2: column "y" of the first object is missing'],
    [
      "a key too many",
      `${first}{"a":1,"y":0,"b":2}`,
      'd.jsonl:2: has "b", which the first object does not have',
    ],
    [
      "a number in quotes",
      '{"a":"1","y":0}',
      'd.jsonl:1: column "a" must be a number, got "1": write it without quotes',
    ],
    ["null for a number", '{"a":null,"y":0}', 'column "a" must be a number, got null'],
    ["a number beyond float64", '{"a":1e400,"y":0}', 'column "a" must be a number, got Infinity'],
    ["NaN", '{"a":NaN,"y":0}', "d.jsonl:1: is not valid JSON"],
    ["a list for a number", '{"a":[1],"y":0}', 'column "a" must be a number, got a list'],
    ["an object for a class", '{"a":1,"y":{}}', 'column "y" must be text, a whole number, true or false'],
    [
      "a fraction for a class",
      '{"a":1,"y":0.5}',
      'column "y" must be a class, text or a whole number, got 0.5',
    ],
    ["a class beyond 2^53", '{"a":1,"y":9007199254740993}', 'column "y" must be a class'],
    ["an unknown target", '{"a":1,"b":0}', 'd.jsonl:1: there is no column "y". Known: a, b'],
    ["a target that every object inherits", '{"a":1,"b":0}', 'there is no column "toString"', "toString"],
    ["nothing", "", "d.jsonl: is empty"],
    ["no inputs", '{"y":0}', "has no input column, only the target"],
    [
      "lists within lists",
      `{"a":${"[".repeat(1e5)}${"]".repeat(1e5)},"y":0}`,
      "must be a number, got a list",
    ],
  ])("%s", async (_case, text, message, target = "y") => {
    await expect(load(text, { target })).rejects.toMatchObject({
      code: "E_DATA_FORMAT",
      message: expect.stringContaining(message),
    });
  });

  test("bytes that are not UTF-8", async () => {
    await expect(load(Uint8Array.of(0x7b, 0xe9, 0x7d))).rejects.toThrow("d.jsonl:1: must be UTF-8 text");
  });

  test("programs get the place as data", async () => {
    await expect(load('{"a":1,"y":0}\n{"a":"x","y":0}')).rejects.toMatchObject({
      data: { file: "d.jsonl", line: 2, column: "a" },
    });
  });

  test("__proto__ is a column like any other", async () => {
    const data = await load('{"__proto__":1,"y":0}\n{"__proto__":2,"y":1}');
    expect(data.inputNames).toEqual(["__proto__"]);
    expect(data.samples).toMatchObject({ all: { x: { values: Float64Array.of(1, 2) } } });
  });
});

test("colons in text and in lists do not count as keys", async () => {
  const data = await load('{"a:\\"b":1,"y":"k:\\\\","n":{"a":1,"b":[{"c":1}]}}', {
    target: "y",
    columns: ['a:"b'],
  });
  expect(data.targetNames).toEqual(["k:\\"]);
});
