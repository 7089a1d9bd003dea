import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, Workspace } from "../../tests/captured-environment.js";
import { findExperiments } from "./find-experiments.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  for (const folder of ["nets/deep", "nets/.hidden", "nets/node_modules", "nets/run", "empty"]) {
    mkdirSync(workspace.path(folder), { recursive: true });
  }
  const files = ["b.yaml", "a.yml", "notes.txt", "deep/c.YAML", ".hidden/d.yaml", "node_modules/e.yaml"];
  for (const file of [...files, "run/f.yaml", "run/run.json"]) workspace.write(`nets/${file}`, "");
  workspace.write("[ab].yaml", "");
  workspace.write("a.yaml", "");
});
afterAll(() => workspace.remove());

const find = (...words: string[]) => findExperiments(words, capture(workspace.directory).environment);

test("a folder is its experiments and those below, in the order of their names, without runs and hidden ones", async () => {
  expect(await find("nets")).toEqual(["nets/a.yml", "nets/b.yaml", "nets/deep/c.YAML"]);
});

test("the folder of a run is itself", async () => {
  expect(await find("nets/run")).toEqual(["nets/run"]);
});

test("a pattern that the shell left alone is what it matches", async () => {
  expect(await find("nets/*.{yaml,yml}")).toEqual(["nets/a.yml", "nets/b.yaml"]);
  expect(await find("./nets/**/*.YAML")).toEqual(["nets/deep/c.YAML"]);
});

test("a file that is named like a pattern is that file", async () => {
  expect(await find("[ab].yaml")).toEqual(["[ab].yaml"]);
});

test("what is named twice is checked once, where a folder or a pattern names it again", async () => {
  expect(await find("nets/b.yaml", "nets", "nets/*.yml")).toEqual([
    "nets/b.yaml",
    "nets/a.yml",
    "nets/deep/c.YAML",
  ]);
});

test.each([
  ["empty", "the folder empty holds no experiment"],
  ["nets/*.json5", "no file matches nets/*.json5"],
  ["nowhere/*.yaml", "no file matches nowhere/*.yaml"],
])("%s is refused: %s", async (word, message) => {
  await expect(find(word)).rejects.toMatchObject({
    code: "E_FILE",
    message: expect.stringContaining(message),
  });
});

test("a plain name that is not there is left to whoever reads it", async () => {
  expect(await find("missing.yaml")).toEqual(["missing.yaml"]);
});
