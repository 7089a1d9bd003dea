import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./outside-project.js";

/** Words that the glossary of CONTRIBUTING.md replaces: the text it lists, what a file may not hold, and the replacement.
 *  A space in a pattern also matches a line break of a comment.
 */
const words: readonly (readonly [listed: string, pattern: string, replacement: string])[] = [
  ["told", "(un)?told", "default, reported, passed, given as an option"],
  ["mend", "mend(s|ed|ing)?", "fix"],
  ["anew", "anew", "again"],
  ["begin", "(the|a|its|their|every|each|from this) begin", "start"],
  ["go on with", "(go|goes|going|gone|went) on with", "resume, continue"],
  ["in one piece", "in one piece", "uninterrupted"],
  ["in vain", "in vain", "without success"],
  ["for ever", "for ever", "forever"],
  ["of no use", "of (no )?use", "can (not) be used"],
  ["nudge", "nudg(e|es|ed|ing)", "perturb, perturbation"],
  ["beside", "beside", "next to, in addition to"],
  ["what is meant", "meant", "intended, or the name of the thing"],
  ["knowing nothing", "knowing nothing", "baseline"],
  ["remark", "remark(s|ed|ing)?", "comment"],
  ["is no", "(?<!\\bthere\\s)(is|are) no(?!\\slonger)", "is not a"],
];

/** Bare participles: a name says what the value is, not what happened to it. */
const participles =
  "asked begun found given kept known made named passed passing placed shown taken wanted written".split(" ");

const exempt = ["tests/plain-english.test.ts", "pnpm-lock.yaml"];

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((path) => /\.(ts|mts|mjs|js|md|ya?ml)$/.test(path) || path.startsWith(".ci/"))
  .filter((path) => !exempt.includes(path));

const glossary = /^## Words\n.*?(?=^## )/ms;
const [glossaryText = ""] = glossary.exec(readFileSync(join(root, "CONTRIBUTING.md"), "utf8")) ?? [];

/** Every file's text after a line with its path; in the second form, the words of `camelCase` are apart. */
const texts = files.map((path) => ({ path, text: textOf(path) }));
const textsOfWords = texts.map(({ path, text }) => ({
  path,
  text: text.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " "),
}));

function textOf(path: string): string {
  const file = join(root, path);
  // a file may be removed and not committed yet
  const content = existsSync(file) ? readFileSync(file, "utf8") : "";
  const isGlossary = path === "CONTRIBUTING.md";
  return `${path}\n${isGlossary ? content.replace(glossary, (part) => part.replace(/[^\n]/g, "")) : content}`;
}

/** Where the pattern matches: "README.md:12: told". */
function matches(pattern: RegExp, searched: typeof texts): readonly string[] {
  return searched.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(({ index, 0: match }) => {
      const line = Math.max(1, text.slice(0, index).split("\n").length - 1);
      return `${path}:${line}: ${match.replace(/\s+/g, " ")}`;
    }),
  );
}

describe("plain English", () => {
  test.each(words)("%s: no name, comment or text has it", (_word, pattern, replacement) => {
    const anywhere = new RegExp(`\\b${pattern.replaceAll(" ", "\\s+((\\*|//|#|>)\\s+)?")}\\b`, "gi");
    expect(matches(anywhere, textsOfWords), `write: ${replacement}`).toEqual([]);
  });

  test.each(participles)("%s: no constant, function or property has this name", (name) => {
    const declaration = new RegExp(`\\b(const|let|function|readonly) ${name}\\b`, "g");
    expect(matches(declaration, texts), "name the thing: definition, path, result, ...").toEqual([]);
  });

  test.each(words)("%s: the glossary of CONTRIBUTING.md lists it", (listed) => {
    expect(glossaryText).toMatch(new RegExp(`\\| [^|]*\\b${listed}\\b[^|]*\\|$`, "m"));
  });
});
