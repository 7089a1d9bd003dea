import { expect, test } from "vitest";
import { RetrogradError } from "./index.js";

test("an error carries its code, message, cause and data", () => {
  const cause = new Error("beneath");
  const error = new RetrogradError("E_FILE", "cannot read it", { cause, data: { line: 3 } });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "RetrogradError", code: "E_FILE", message: "cannot read it" });
  expect(error.cause).toBe(cause);
  expect(error.data).toEqual({ line: 3 });
});

test("an error without details has empty data and no cause", () => {
  const error = new RetrogradError("E_SHAPE", "does not fit");
  expect(error.data).toEqual({});
  expect("cause" in error).toBe(false);
});
