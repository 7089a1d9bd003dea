import { expect, test } from "vitest";
import { registry } from "../../tests/setup.js";
import { makeOptimizer } from "./make-optimizer.js";

test("options with a default may be omitted", () => {
  expect(makeOptimizer(registry, { Adam: 0.01 })).toMatchObject({ type: "Adam", lr: 0.01 });
  expect(makeOptimizer(registry, "Momentum")).toMatchObject({ type: "Momentum", lr: 0.01 });
});

test.each([
  [{ Adam: { lr: -1 } }, "E_OPTION", '"lr" must be a number > 0, got -1'],
  [{ Adam: { rate: 1 } }, "E_OPTION", '"rate"'],
  ["Adamm", "E_UNKNOWN_NAME", 'unknown optimizer "Adamm". Known: AdaGrad, Adam, '],
])("a wrong entry is refused: %j", (entry, code, message) => {
  expect(() => makeOptimizer(registry, entry)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
