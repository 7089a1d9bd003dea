import { expect, test } from "vitest";
import { numberFromText } from "./number-from-text.js";

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
])("%j reads as the number %j", (text, expected) => expect(numberFromText(text)).toBe(expected));
