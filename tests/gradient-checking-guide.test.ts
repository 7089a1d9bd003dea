import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { root, runFreely } from "./outside-project.js";
import { fencesOf } from "./readme-fences.js";

const page = "docs/gradient-checking.md";
// in a folder that resolves what the example of a layer package does
const folder = join(root, "examples/custom-layer/node_modules/.gradient-checking");
const command = `node ${join(root, "packages/cli/bin/retrograd.mjs")}`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of a text, without digits that may differ from machine to machine. */
const steady = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.replaceAll(/-?\d[\d,.]*(e[+-]\d+)?/g, "0").replaceAll(/ +/g, " "));

test.each([
  [page, 5],
  ["docs/gradient-checking-reference.md", 2],
  ["docs/watching-training.md", 1],
  ["docs/adding-a-layer.md", 0],
  ["docs/adding-an-optimizer.md", 0],
])("files, commands and programs of %s do what it says, one after the other", (page, least) => {
  let commands = 0;
  for (const { language, text, output, line } of fencesOf(page)) {
    const name = /^(?:\/\/|#) ([\w.-]+)\n/.exec(text)?.[1];
    if (name !== undefined) {
      writeFileSync(join(folder, name), text);
    } else if (language === "js") {
      writeFileSync(join(folder, `line-${line}.mjs`), text);
      const ran = runFreely(process.execPath, [`line-${line}.mjs`], folder);
      expect(ran.stderr).toBe("");
      expect(steady(ran.stdout)).toEqual(expect.arrayContaining(steady(output ?? "")));
    } else if (language === "console") {
      for (const [, typed, shown] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
        commands++;
        const { stdout } = runFreely("bash", ["-c", typed.replace(/^retrograd/, command)], folder);
        // a page shows no more than what is there, and may leave a line out
        expect(steady(stdout), `${page}:${line}: ${typed}`).toEqual(expect.arrayContaining(steady(shown)));
      }
    }
  }
  expect(commands).toBeGreaterThan(least);
});

test("the workflows give the action inputs that it has", () => {
  const { inputs } = parse(readFileSync(join(root, "action.yml"), "utf8"));
  const workflows = fencesOf(page).filter(({ text }) => text.includes("uses: "));
  const used = workflows
    .flatMap(({ text }) => stepsOf(parse(text)))
    .filter(({ uses }) => /^retrograd/.test(uses));
  expect(used.length).toBeGreaterThan(1);
  for (const { with: given } of used) {
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(given).toHaveProperty("experiments");
  }
});

interface ActionUse {
  readonly uses: string;
  readonly with: Readonly<Record<string, string>>;
}

function stepsOf(
  workflow: ActionUse[] | { jobs: Record<string, { steps: ActionUse[] }> },
): readonly ActionUse[] {
  return Array.isArray(workflow) ? workflow : Object.values(workflow.jobs).flatMap(({ steps }) => steps);
}
