import { expect, test } from "vitest";
import { findByAlias } from "./aliases.js";

const names = [
  { name: "Affine", aliases: ["Linear", { name: "Dense", caveat: "Affine has no activation" }] },
  { name: "weightDecay" },
];

test.each([
  ["Linear", "Affine"],
  ["nn.Linear(784, 10)", "Affine"],
  ["Affine(10)", "Affine"],
  ["weight_decay", "weightDecay"],
  ["(", undefined],
  ["Conv2D", undefined],
])("%s finds %s", (word, expected) => expect(findByAlias(word, names)?.name).toBe(expected));

test("an alias for something similar comes with its caveat", () => {
  expect(findByAlias("keras.layers.dense", names)).toEqual({
    name: "Affine",
    caveat: "Affine has no activation",
  });
  expect(findByAlias("Linear", names)).toEqual({ name: "Affine" });
});
