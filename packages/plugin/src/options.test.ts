import { refusal, schema } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import type { Schema, SchemaIssue } from "./contract/schema.js";
import { checkOptions, checkValue } from "./options.js";

const path = ["layers", 1, "Affine"];

/** A schema that reports the same issue for any value; `shape` lists its keys as zod does. */
function finds(issue: SchemaIssue & Readonly<Record<string, unknown>>, shape?: object): Schema {
  return { ...schema(() => [issue]), ...(shape === undefined ? {} : { shape }) };
}

describe("checkValue with the issues of any Standard Schema", () => {
  test("returns the schema's output for a valid value", () => {
    const doubled = schema((value) => 2 * Number(value));
    expect(checkValue(doubled, 21, path)).toEqual({ value: 42, issues: [] });
  });

  test.each([
    {
      issue: { message: "must be a positive whole number", path: ["units"] },
      code: "RG2004",
      at: [...path, "units"],
      message: '"units" must be a positive whole number, got -10',
    },
    {
      issue: { message: "Invalid input", path: ["units"] },
      code: "RG2004",
      at: [...path, "units"],
      message: '"units" is wrong (Invalid input), got -10',
    },
    {
      issue: { message: "must be 3", path: [{ key: "sizes" }, { key: 1 }] },
      code: "RG2004",
      at: [...path, "sizes", 1],
      message: '"1" must be 3, got 4',
    },
    {
      issue: { message: "must have one of a and b" },
      code: "RG2004",
      at: path,
      message: 'the value must have one of a and b, got {"units":-10,"sizes":[3,4]}',
    },
    {
      issue: { message: "must be a name", path: ["init"] },
      code: "RG2005",
      at: path,
      message: '"init" is missing: it must be a name',
    },
  ])("reports: $message", ({ issue, code, at, message }) => {
    expect(checkValue(finds(issue), { units: -10, sizes: [3, 4] }, path)).toMatchObject({
      issues: [{ code, path: at, at: "value", message }],
    });
  });

  test("keeps every issue, in order", () => {
    const two = schema(() => [
      { message: "must be 1", path: ["a"] },
      { message: "must be 2", path: ["b"] },
    ]);
    const { issues } = checkValue(two, { a: 5, b: 6 }, []);
    expect(issues.map((issue) => issue.message)).toEqual(['"a" must be 1, got 5', '"b" must be 2, got 6']);
  });

  test("ignores inherited properties", () => {
    const { issues } = checkValue(finds({ message: "must be a name", path: ["constructor"] }), {}, path);
    expect(issues[0]?.code).toBe("RG2005");
  });

  test("refuses an asynchronous schema", () => {
    const late: Schema = {
      "~standard": { version: 1, vendor: "late", validate: (value) => Promise.resolve({ value }) },
    };
    expect(refusal(() => checkValue(late, 1, path))).toEqual({
      code: "E_OPTION",
      message: "an options schema must validate synchronously",
    });
  });
});

describe("checkValue with the detailed issues of zod", () => {
  const value = { units: "ten", mode: "fats", list: [1], deep: { unit: 1 } };
  const message = "not shown";

  test.each([
    {
      issue: { message, code: "invalid_type", expected: "number", path: ["units"] },
      says: '"units" must be a number, got "ten"',
    },
    {
      issue: { message, code: "invalid_type", expected: "int", path: ["units"] },
      says: '"units" must be a whole number, got "ten"',
    },
    {
      issue: { message, code: "invalid_type", expected: "date", path: ["units"] },
      says: '"units" must be date, got "ten"',
    },
    {
      issue: { message, code: "too_small", origin: "number", minimum: 0, inclusive: true, path: ["units"] },
      says: '"units" must be >= 0, got "ten"',
    },
    {
      issue: { message, code: "too_small", origin: "number", minimum: 0, inclusive: false, path: ["units"] },
      says: '"units" must be > 0, got "ten"',
    },
    {
      issue: { message, code: "too_big", origin: "number", maximum: 1, inclusive: true, path: ["units"] },
      says: '"units" must be <= 1, got "ten"',
    },
    {
      issue: { message, code: "too_big", origin: "number", maximum: 1, inclusive: false, path: ["units"] },
      says: '"units" must be < 1, got "ten"',
    },
    {
      issue: { message, code: "too_small", origin: "array", minimum: 2, path: ["list"] },
      says: '"list" must have at least 2 items, got [1]',
    },
    {
      issue: { message, code: "too_big", origin: "string", maximum: 2, path: ["units"] },
      says: '"units" must have at most 2 characters, got "ten"',
    },
    {
      issue: { message: "must be even", code: "invalid_type", expected: "number", path: ["units"] },
      says: '"units" must be even, got "ten"',
    },
  ])("reports: $says", ({ issue, says }) => {
    expect(checkValue(finds(issue), value, path).issues).toMatchObject([
      { code: "RG2004", path: [...path, ...issue.path], at: "value", message: says },
    ]);
  });

  test("reports a missing option at its mapping", () => {
    const missing = { message, code: "invalid_type", expected: "number", path: ["deep", "size"] };
    expect(checkValue(finds(missing), value, path).issues).toMatchObject([
      {
        code: "RG2005",
        path: [...path, "deep"],
        at: "value",
        message: '"size" is missing: it must be a number',
        expected: "a number",
        got: "nothing",
      },
    ]);
  });

  test("lists the correct words for a wrong one", () => {
    const wrong = { message, code: "invalid_value", values: ["fast", "slow"], path: ["mode"] };
    expect(checkValue(finds(wrong), value, path).issues).toMatchObject([
      {
        code: "RG2004",
        path: [...path, "mode"],
        at: "value",
        message: '"mode" must be "fast" or "slow", got "fats"',
        expected: '"fast" or "slow"',
        got: '"fats"',
        word: "fats",
        candidates: ["fast", "slow"],
      },
    ]);
  });

  test("reports each unknown key as an issue, with the keys of the schema", () => {
    const unknown = { message, code: "unrecognized_keys", keys: ["unitz", "x"], path: [] };
    const candidates = ["units", "init"];
    expect(checkValue(finds(unknown, { units: {}, init: {} }), { unitz: 1, x: 2 }, path).issues).toEqual(
      ["unitz", "x"].map((key) => ({
        code: "RG2003",
        path: [...path, key],
        at: "key",
        message: `unknown key "${key}". Known: units, init`,
        expected: "one of units, init",
        got: `"${key}"`,
        word: key,
        candidates,
      })),
    );
  });

  test("finds the keys of nested mappings, also with a default", () => {
    const unknown = { message, code: "unrecognized_keys", keys: ["unit"], path: ["deep"] };
    const deep = { def: { innerType: { shape: { size: {} } } } };
    expect(checkValue(finds(unknown, { deep }), value, path).issues[0]?.candidates).toEqual(["size"]);
  });

  test("lists no keys if the schema does not show them", () => {
    const unknown = { message, code: "unrecognized_keys", keys: ["unitz"], path: [] };
    expect(checkValue(finds(unknown), { unitz: 1 }, path).issues[0]).toMatchObject({
      message: 'unknown key "unitz"',
      candidates: [],
    });
  });

  test("suggests the words that one of several kinds of values allows", () => {
    const union = {
      message,
      code: "invalid_union",
      path: ["padding"],
      errors: [
        [{ message, code: "invalid_type", expected: "int", path: [] }],
        [{ message, code: "invalid_value", values: ["same"], path: [] }],
      ],
    };
    expect(checkValue(finds(union), { padding: "sane" }, path).issues).toMatchObject([
      { word: "sane", candidates: ["same"] },
    ]);
  });

  test("reports the union branch that matched inside the value", () => {
    const union = {
      message,
      code: "invalid_union",
      path: ["deep"],
      errors: [
        [{ message, code: "invalid_type", expected: "string", path: [] }],
        [{ message, code: "too_big", origin: "number", maximum: 0, path: ["unit"] }],
      ],
    };
    expect(checkValue(finds(union), value, path).issues).toMatchObject([
      { code: "RG2004", path: [...path, "deep", "unit"], at: "value", message: '"unit" must be <= 0, got 1' },
    ]);
  });
});

test("checkOptions reads missing options as an empty mapping", () => {
  const definition = { type: "X", summary: "", options: schema((value) => ({ input: value })) };
  expect(checkOptions(definition, undefined, path)).toEqual({ value: { input: {} }, issues: [] });
  expect(checkOptions(definition, null, path)).toEqual({ value: { input: {} }, issues: [] });
  expect(checkOptions(definition, { a: 1 }, path)).toEqual({ value: { input: { a: 1 } }, issues: [] });
});
