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

const find = (...paths: string[]) => findExperiments(paths, capture(workspace.directory).environment);

test("a folder stands for the experiments in and below it, sorted by name, without runs and hidden folders", async () => {
  expect(await find("nets")).toEqual(["nets/a.yml", "nets/b.yaml", "nets/deep/c.YAML"]);
});

test("the folder of a run stands for itself", async () => {
  expect(await find("nets/run")).toEqual(["nets/run"]);
});

test("a pattern stands for the files that it matches", async () => {
  expect(await find("nets/*.{yaml,yml}")).toEqual(["nets/a.yml", "nets/b.yaml"]);
  expect(await find("./nets/**/*.YAML")).toEqual(["nets/deep/c.YAML"]);
});

test("a file whose name looks like a pattern stands for itself", async () => {
  expect(await find("[ab].yaml")).toEqual(["[ab].yaml"]);
});

test("a file is listed once, also if a folder or a pattern includes it again", async () => {
  expect(await find("nets/b.yaml", "nets", "nets/*.yml")).toEqual([
    "nets/b.yaml",
    "nets/a.yml",
    "nets/deep/c.YAML",
  ]);
});

test.each([
  ["empty", "the folder empty has no experiment"],
  ["nets/*.json5", "no file matches nets/*.json5"],
  ["nowhere/*.yaml", "no file matches nowhere/*.yaml"],
])("%s is refused: %s", async (path, message) => {
  await expect(find(path)).rejects.toMatchObject({
    code: "E_FILE",
    message: expect.stringContaining(message),
  });
});

test("a missing file is returned unchanged: reading it reports the error", async () => {
  expect(await find("missing.yaml")).toEqual(["missing.yaml"]);
});
