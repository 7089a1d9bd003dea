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

test.each([
  ["eRlu", "Relu"], // the same letters
  ["Rlu", "Relu"], // the same first letter
  ["Elus", "Elu"],
  ["Gelo", "Gelu"],
])("of words as near, the suggestion for %s is %s", (got, expected) => {
  expect(suggestionFor(got, ["Elu", "Gelu", "Relu", "Selu"])).toBe(expected);
});
