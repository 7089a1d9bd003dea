import { expect, test } from "vitest";
import { diagnosticCodes } from "./diagnostic-codes.js";

test.each(Object.entries(diagnosticCodes))("%s has a title and whole sentences", (code, entry) => {
  expect(code).toMatch(/^RG[1-6]\d{3}$/);
  expect(entry.title).toMatch(/^[A-Z].*[^.]$/);
  expect(entry.explanation).toMatch(/^.*\.$/s);
});

test("titles differ", () => {
  const titles = Object.values(diagnosticCodes).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});
