import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./outside-project.js";

/** A fenced block of a README. */
export interface Fence {
  /** "README.md" or "packages/core/README.md". */
  readonly file: string;
  /** Line of its first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The text of the block of language "text" that follows with nothing but blank lines between. */
  readonly output?: string;
}

/** Paths of the READMEs of the repository and its packages, from the root. */
export function readmeFiles(): readonly string[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/README.md`);
  return ["README.md", ...packages].filter((file) => existsSync(join(root, file)));
}

/** The fenced blocks of a README, in order. */
export function fencesOf(file: string): readonly Fence[] {
  const markdown = readFileSync(join(root, file), "utf8");
  const blocks = [...markdown.matchAll(/^```(\w+)[^\n]*\n(.*?)^```[ \t]*$/gms)];
  return blocks.map(([block, language = "", text = ""], i) => {
    const { index = 0 } = blocks[i] ?? {};
    const next = blocks[i + 1];
    const between = next && markdown.slice(index + block.length, next.index);
    const follows = next?.[1] === "text" && between?.trim() === "";
    const line = markdown.slice(0, index).split("\n").length + 1;
    return { file, line, language, text, ...(follows ? { output: next[2] ?? "" } : {}) };
  });
}
