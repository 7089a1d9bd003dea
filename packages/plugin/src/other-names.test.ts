import { expect, test } from "vitest";
import { meantBy, numberIn } from "./other-names.js";

const names = [
  { name: "Affine", alsoCalled: ["Linear", { name: "Dense", differs: "Affine has no activation" }] },
  { name: "weightDecay" },
];

test.each([
  ["Linear", "Affine"],
  ["nn.Linear(784, 10)", "Affine"],
  ["Affine(10)", "Affine"],
  ["weight_decay", "weightDecay"],
  ["(", undefined],
  ["Conv2D", undefined],
])("%s means %s", (word, expected) => expect(meantBy(word, names)?.name).toBe(expected));

test("a name that means something else comes with what differs", () => {
  expect(meantBy("keras.layers.dense", names)).toEqual({
    name: "Affine",
    differs: "Affine has no activation",
  });
  expect(meantBy("Linear", names)).toEqual({ name: "Affine" });
});

test.each([
  ["10", 10],
  ["0,1", 0.1],
  ["0.1,", 0.1],
  ["10%", 0.1],
  ["12,5 %", 0.125],
  ["1_000", 1000],
  ["1,000", 1000],
  ["1 000 000", 1_000_000],
  ["-0,5", -0.5],
  ["1,2,3", undefined],
  ["ten", undefined],
  ["", undefined],
  ["2026-01-01", undefined],
])("the number in %j is %j", (text, expected) => expect(numberIn(text)).toBe(expected));
