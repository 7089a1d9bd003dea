import { expect, test } from "vitest";
import { suggestionFor } from "./suggestion.js";

test.each([
  ["Rellu", "Relu"],
  ["relu", "Relu"],
  ["RELU", "Relu"],
  ["Afin", "Affine"],
  ["Afi", undefined], // three edits
  ["LR", "lr"],
  ["xy", undefined],
  ["", undefined],
])("the suggestion for %s is %s", (got, expected) => {
  expect(suggestionFor(got, ["Relu", "Affine", "lr"])).toBe(expected);
});
