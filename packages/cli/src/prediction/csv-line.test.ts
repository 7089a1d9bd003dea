import { describe, expect, test } from "vitest";
import { csvLine } from "./csv-line.js";

describe("a line of CSV", () => {
  test.each([
    ["text", "setosa", "setosa"],
    ["a comma", "a,b", '"a,b"'],
    ["a quote", 'a"b', '"a""b"'],
    ["a negative number as text", "-1", "-1"],
    ["a number with an exponent as text", "+1e-5", "+1e-5"],
    ["a code", "02139", "02139"],
    ["a hyphen within", "well-known", "well-known"],
    ["an address of mail", "a@b.c", "a@b.c"],
  ])("does not change %s", (_what, cell, line) => {
    expect(csvLine([cell])).toBe(line);
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1", "  '=1"],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－x", "'－x"],
    ["＠x", "'＠x"],
    ["\t=1", "'\\u0009=1"],
    ["\r=1", "'\\u000d=1"],
    ["a;=1", "a;'=1"],
    ["a|@x", "a|'@x"],
    ["a\n=1", "a\\u000a'=1"],
    ["'=1", "''=1"],
    ["\u200b=1", "\\u200b'=1"],
  ])("turns %j into text", (cell, line) => {
    expect(csvLine([cell])).toBe(line);
  });

  test("turns formulas after a comma or a quote into text", () => {
    expect(csvLine(["a,=1"])).toBe(`"a,'=1"`);
    expect(csvLine(['"=1'])).toBe(`"""'=1"`);
  });

  test("does not change numbers, nor any text with the option raw", () => {
    expect(csvLine([-1e-5, -3, 1e21])).toBe("-0.00001,-3,1e+21");
    expect(csvLine(["=1", "a\nb", "@x"], { raw: true })).toBe('=1,"a\nb",@x');
  });
});
