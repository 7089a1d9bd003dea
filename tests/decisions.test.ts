import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./outside-project.js";

const folder = join(root, "docs/decisions");
const pages = readdirSync(folder)
  .filter((file) => file !== "README.md")
  .sort()
  .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
const parts = /^# (\d+)\. (.+)\n\nStatus: (accepted|superseded by (\d+))\n\n\*\*Context\.\*\* /;

describe("decisions", () => {
  test("are numbered from 1 without gaps, in the file name and in the title", () => {
    const numbers = pages.map((_, index) => String(index + 1));
    expect(pages.map(({ file }) => file.slice(0, 5))).toEqual(numbers.map((n) => `${n.padStart(4, "0")}-`));
    expect(pages.map(({ text }) => /^# (\d+)\. /.exec(text)?.[1])).toEqual(numbers);
  });

  test.each(pages)("$file has a status, the context, the choice and what was given up", ({ text }) => {
    expect(text).toMatch(parts);
    for (const part of ["**Choice.** ", "**Given up.** "]) expect(text).toContain(`\n\n${part}`);
    const [, own, , , successor] = parts.exec(text) ?? [];
    if (successor !== undefined) {
      expect(Number(successor)).toBeGreaterThan(Number(own));
      expect(Number(successor)).toBeLessThanOrEqual(pages.length);
    }
  });

  test.each(pages)("$file is at most half a page: 350 words", ({ text }) => {
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(350);
  });

  test("are all listed in README.md, in order, with a status other than accepted", () => {
    const lines = pages.map(({ file, text }) => {
      const [, number, title, status] = parts.exec(text) ?? [];
      return `- ${number}. [${title}](${file})${status === "accepted" ? "" : ` (${status})`}`;
    });
    const index = readFileSync(join(folder, "README.md"), "utf8");
    expect(index.split("\n").filter((line) => line.startsWith("- "))).toEqual(lines);
  });
});
