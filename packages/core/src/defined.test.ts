import { describe, expect, expectTypeOf, test } from "vitest";
import { defined } from "./index.js";

describe("defined", () => {
  test("drops the properties that are undefined and keeps every other value", () => {
    const values = { zero: 0, empty: "", no: false, none: null, missing: undefined, list: [undefined] };
    const result = defined(values);
    expect(Object.keys(result)).toEqual(["zero", "empty", "no", "none", "list"]);
    expect(result).toEqual({ zero: 0, empty: "", no: false, none: null, list: [undefined] });
  });

  test("does not change its argument", () => {
    const values = { a: 1, b: undefined };
    expect(defined(values)).not.toBe(values);
    expect(Object.keys(values)).toEqual(["a", "b"]);
  });

  test("makes the properties that may be undefined optional, and no other", () => {
    const values: { readonly a: number; readonly b: string | undefined; readonly c?: boolean } = {
      a: 1,
      b: undefined,
    };
    // assignable under exactOptionalPropertyTypes, which refuses an undefined b
    const result: { readonly a: number; readonly b?: string; readonly c?: boolean } = defined(values);
    expectTypeOf(defined(values).a).toEqualTypeOf<number>();
    expect(Object.keys(result)).toEqual(["a"]);
  });
});
