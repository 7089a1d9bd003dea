import { anything } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import type { Definition } from "./contract/definition.js";
import { parseEntry, writtenOptions } from "./entry.js";

describe("parseEntry", () => {
  const path = ["layers", 2];

  test.each([
    { entry: "Relu", value: { type: "Relu", written: undefined, path } },
    { entry: { Affine: 10 }, value: { type: "Affine", written: 10, path: [...path, "Affine"] } },
    { entry: { Affine: null }, value: { type: "Affine", written: null, path: [...path, "Affine"] } },
    {
      entry: { Affine: { units: 10 } },
      value: { type: "Affine", written: { units: 10 }, path: [...path, "Affine"] },
    },
    {
      entry: { Affine: { units: 10 }, id: "hidden_1" },
      value: { type: "Affine", written: { units: 10 }, path: [...path, "Affine"], id: "hidden_1" },
    },
    // the order of the keys says nothing
    {
      entry: { id: "a", Relu: {} },
      value: { type: "Relu", written: {}, path: [...path, "Relu"], id: "a" },
    },
  ])("takes $entry apart", ({ entry, value }) => {
    expect(parseEntry(entry, path)).toEqual({ value, issues: [] });
  });

  test.each([
    { entry: 10, got: "10" },
    { entry: null, got: "null" },
    { entry: undefined, got: "nothing" },
    { entry: true, got: "true" },
    { entry: ["Relu"], got: '["Relu"]' },
    { entry: {}, got: "{}" },
    { entry: { id: "a" }, got: '{"id":"a"}' },
  ])("refuses $got", ({ entry, got }) => {
    const message = `must be a name, or one name with its options such as "Affine: { units: 10 }", got ${got}`;
    expect(parseEntry(entry, path)).toEqual({
      issues: [
        { code: "RG2002", path, at: "value", message, expected: message.slice(8, -6 - got.length), got },
      ],
    });
  });

  test("refuses two names, where the second one stands", () => {
    expect(parseEntry({ Affine: 10, idd: "a" }, path).issues).toMatchObject([
      {
        code: "RG2002",
        path: [...path, "idd"],
        at: "key",
        message:
          'an entry holds one name, but "idd" stands beside "Affine": begin a new entry with "- ", or indent "idd" further if it is an option of Affine',
        word: "idd",
        known: ["id"],
      },
    ]);
  });

  test.each([
    { id: "", got: '""' },
    { id: "1st", got: '"1st"' },
    { id: "a.b", got: '"a.b"' },
    { id: "a b", got: '"a b"' },
    { id: "__proto__", got: '"__proto__"' },
    { id: 7, got: "7" },
    { id: null, got: "null" },
  ])("refuses the id $got, and reads the rest", ({ id, got }) => {
    const message = `"id" must be letters, digits and _, beginning with a letter, got ${got}`;
    expect(parseEntry({ Relu: {}, id }, path)).toMatchObject({
      value: { type: "Relu", written: {} },
      issues: [{ code: "RG2004", path: [...path, "id"], at: "value", message, got }],
    });
  });
});

describe("writtenOptions", () => {
  const path = ["layers", 0, "Affine"];
  const affine: Definition = { type: "Affine", summary: "", options: anything, mainOption: "units" };
  const relu: Definition = { type: "Relu", summary: "", options: anything };

  test.each([
    { written: undefined, options: {} },
    { written: null, options: {} },
    { written: { units: 10 }, options: { units: 10 } },
    { written: 10, options: { units: 10 } },
    { written: 0, options: { units: 0 } },
    { written: [3, 4], options: { units: [3, 4] } },
    { written: "ten", options: { units: "ten" } },
  ])("reads $written as $options where units is the main option", ({ written, options }) => {
    expect(writtenOptions({ type: "Affine", written, path }, affine)).toEqual({ value: options, issues: [] });
  });

  test("refuses a value that stands alone where there is no main option", () => {
    expect(writtenOptions({ type: "Relu", written: 10, path }, relu).issues).toEqual([
      {
        code: "RG2002",
        path,
        at: "value",
        message: "Relu has no option that may stand alone; write its options as a mapping, got 10",
        expected: "a mapping of options",
        got: "10",
      },
    ]);
  });
});
