import { readdirSync, readFileSync } from "node:fs";
import { ownVersion } from "@retrograd/node/command";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const read = (...path: readonly string[]) => readFileSync(workspace.path(...path), "utf8");

test("writes a package with source, types, tests, experiment, workflow and changesets", async () => {
  const { code, stdout, stderr } = await workspace.run(["new-layer", "SoftSign"]);
  expect(code).toBe(0);
  expect(stderr).toBe("next: cd retrograd-layer-soft-sign && npm install && npm test\n");
  const folder = "retrograd-layer-soft-sign";
  const files = readdirSync(workspace.path(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  expect(files.toSorted()).toEqual([
    ".gitignore",
    "README.md",
    "config.json",
    "experiment.yaml",
    "first-layer.md",
    "gradients.yml",
    "index.d.ts",
    "index.js",
    "package.json",
    "soft-sign.js",
    "soft-sign.test.js",
  ]);
  expect(stdout.split("\n")).toHaveLength(files.length + 1);
  const manifest = JSON.parse(read(folder, "package.json"));
  const range = `^${ownVersion()}`;
  expect(manifest.name).toBe("retrograd-layer-soft-sign");
  expect(manifest.peerDependencies).toEqual({ "@retrograd/core": range, "@retrograd/plugin": range });
  const { jobs } = parse(read(folder, ".github/workflows/gradients.yml"));
  expect(jobs.gradients.steps.map(({ run }: { readonly run?: string }) => run)).toContain(
    "npm run gradcheck",
  );
});

test("accepts a name with a scope, and another folder", async () => {
  const args = ["new-layer", "LSTM2Cell", "--package", "@acme/lstm", "--out", "layers/lstm", "--json"];
  const { code, stdout } = await workspace.run(args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ name: "@acme/lstm", type: "LSTM2Cell", path: "layers/lstm" });
  expect(read("layers/lstm/src/lstm2-cell.js")).toContain('type: "LSTM2Cell"');
  expect(read("layers/lstm/.changeset/first-layer.md")).toContain('"@acme/lstm": minor');
});

test.each([
  ["soft-sign", "such as SoftSign; got"],
  ["softSign", "such as SoftSign; got"],
  ["2d", "such as D; got"],
  ["../../Evil", "such as Evil; got"],
  ["__proto__", "such as Proto; got"],
  ["", "must not be empty"],
])("refuses the layer name %j and writes nothing", async (name, message) => {
  const { code, stderr } = await workspace.run(["new-layer", name]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(readdirSync(workspace.directory)).toEqual([]);
});

test.each(["../evil", "@acme", "@a/b/c", "Upper", ".hidden", 'a"b', "a\nb"])(
  "refuses the package name %j",
  async (name) => {
    const { code, stderr } = await workspace.run(["new-layer", "A", "--package", name]);
    expect(code).toBe(2);
    expect(stderr).toContain("a package's name must be lower case letters");
    expect(readdirSync(workspace.directory)).toEqual([]);
  },
);

test("never writes into a folder that is not empty", async () => {
  await workspace.run(["new-layer", "Mine"]);
  const before = read("retrograd-layer-mine/package.json");
  const { code, stderr } = await workspace.run(["new-layer", "Mine"]);
  expect(code).toBe(2);
  expect(stderr).toContain("retrograd-layer-mine already exists and is not overwritten");
  expect(read("retrograd-layer-mine/package.json")).toBe(before);
});
