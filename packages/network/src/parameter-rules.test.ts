import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern, ruleOf } from "./index.js";

test.each([
  ["Affine1.W", "Affine1.W", true],
  ["Affine1.W", "Affine1.*", true],
  ["Affine1.W", "*.W", true],
  ["Affine1.W", "*", true],
  ["Affine1.W", "A*1*W", true],
  ["Affine1.W", "Affine1.W*", true],
  ["Affine1.W", "Affine1", false],
  ["Affine1.W", "affine1.W", false],
  ["Affine1.W", "Affine?.W", false],
  ["Affine1.W", "Affine1.W*W", false],
  ["a.b", "a.*.b", false],
  ["aXbXb", "a*Xb", true],
])("%s and %s: %s", (name, pattern, matches) => {
  expect(matchesPattern(name, pattern)).toBe(matches);
});

const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });

test("a pattern matches as the regular expression with .* in the place of each *", () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), (name, parts) => {
      const expression = new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join(".*")}$`);
      expect(matchesPattern(name, parts.join("*"))).toBe(expression.test(name));
    }),
  );
});

test("the first rule that matches counts", () => {
  const rules = [
    { of: ["x.b", "*.W"], rate: 0.5 },
    { of: "a.*", freeze: true },
  ];
  expect(ruleOf("a.W", rules)).toBe(rules[0]);
  expect(ruleOf("a.b", rules)).toBe(rules[1]);
  expect(ruleOf("b.b", rules)).toBe(undefined);
});
