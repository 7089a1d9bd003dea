import fc from "fast-check";
import { expect, test } from "vitest";
import { isNumber } from "../table/cells.js";
import { plainNumber } from "./plain-number.js";

const read = (text: string) => {
  const bytes = new TextEncoder().encode(`x${text}x`);
  return plainNumber(bytes, 1, bytes.length - 1);
};

test("a number in any notation has the same bits as Number(text)", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 20 });
  const numberTexts = fc
    .tuple(
      fc.constantFrom("", "+", "-"),
      digits,
      fc.constantFrom("", "."),
      digits,
      fc.constantFrom("", "e-7", "E30"),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(numberTexts, (text) => {
      expect(read(text)).toBe(isNumber(text) ? Number(text) : Number.NaN);
    }),
    { numRuns: 2000 },
  );
});

test("the shortest text of any number gives that number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(read(Object.is(value, -0) ? "-0" : String(value))).toBe(value);
    }),
  );
});

test.each(["", " ", "-", ".", "1.2.3", "0x10", "1_0", "Infinity", "nan", "1e999", "1 2", "١"])(
  "%j is not a number",
  (text) => {
    expect(read(text)).toBeNaN();
  },
);

test("spaces around a number do not count", () => {
  expect(read(" 1.5\t")).toBe(1.5);
});
