import { anything } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import type { Definition } from "./contract/definition.js";
import { optionsMapping, parseEntry } from "./entry.js";

describe("parseEntry", () => {
  const path = ["layers", 2];

  test.each([
    { entry: "Relu", value: { type: "Relu", options: undefined, path } },
    { entry: { Affine: 10 }, value: { type: "Affine", options: 10, path: [...path, "Affine"] } },
    { entry: { Affine: null }, value: { type: "Affine", options: null, path: [...path, "Affine"] } },
    {
      entry: { Affine: { units: 10 } },
      value: { type: "Affine", options: { units: 10 }, path: [...path, "Affine"] },
    },
    {
      entry: { Affine: { units: 10 }, id: "hidden_1" },
      value: { type: "Affine", options: { units: 10 }, path: [...path, "Affine"], id: "hidden_1" },
    },
    // the order of the keys does not matter
    {
      entry: { id: "a", Relu: {} },
      value: { type: "Relu", options: {}, path: [...path, "Relu"], id: "a" },
    },
  ])("parses $entry", ({ entry, value }) => {
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

  test("refuses two names, at the second one", () => {
    expect(parseEntry({ Affine: 10, idd: "a" }, path).issues).toMatchObject([
      {
        code: "RG2002",
        path: [...path, "idd"],
        at: "key",
        message:
          'an entry has one name, but this one has "Affine" and "idd": start a new entry with "- ", or indent "idd" further if it is an option of Affine',
        word: "idd",
        candidates: ["id", "from", "mask", "tie"],
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
  ])("refuses the id $got, and parses the rest", ({ id, got }) => {
    const message = `"id" must be letters, digits and _, starting with a letter, got ${got}`;
    expect(parseEntry({ Relu: {}, id }, path)).toMatchObject({
      value: { type: "Relu", options: {} },
      issues: [{ code: "RG2004", path: [...path, "id"], at: "value", message, got }],
    });
  });
});

describe("optionsMapping", () => {
  const path = ["layers", 0, "Affine"];
  const affine: Definition = { type: "Affine", summary: "", options: anything, mainOption: "units" };
  const relu: Definition = { type: "Relu", summary: "", options: anything };

  test.each([
    { options: undefined, mapping: {} },
    { options: null, mapping: {} },
    { options: { units: 10 }, mapping: { units: 10 } },
    { options: 10, mapping: { units: 10 } },
    { options: 0, mapping: { units: 0 } },
    { options: [3, 4], mapping: { units: [3, 4] } },
    { options: "ten", mapping: { units: "ten" } },
  ])("reads $options as $mapping when units is the main option", ({ options, mapping }) => {
    expect(optionsMapping({ type: "Affine", options, path }, affine)).toEqual({ value: mapping, issues: [] });
  });

  test("refuses a lone value when there is no main option", () => {
    expect(optionsMapping({ type: "Relu", options: 10, path }, relu).issues).toEqual([
      {
        code: "RG2002",
        path,
        at: "value",
        message:
          "Relu has no main option that a lone value could set; write its options as a mapping, got 10",
        expected: "a mapping of options",
        got: "10",
      },
    ]);
  });
});
