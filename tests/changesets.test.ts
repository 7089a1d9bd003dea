import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "./outside-project.js";

const folder = join(root, ".changeset");
const changesets = readdirSync(folder)
  .filter((name) => name.endsWith(".md") && name !== "README.md")
  .map(readChangeset);
/** The packages that are published. */
const packages = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name, "package.json"))
  .filter(existsSync)
  .map((file) => JSON.parse(readFileSync(file, "utf8")))
  .filter((manifest) => manifest.private !== true)
  .map(({ name, version }) => ({ name, version }));
const names = packages.map(({ name }) => name);

interface Changeset {
  readonly file: string;
  readonly steps: Readonly<Record<string, unknown>>;
  readonly summary: string;
}

function readChangeset(file: string): Changeset {
  const text = readFileSync(join(folder, file), "utf8");
  const [, front = "", summary = ""] = /^---\n(.*?)---\n(.*)$/s.exec(text) ?? [];
  return { file, steps: parse(front) ?? {}, summary: summary.trim() };
}

test.each(changesets)("$file lists published packages with a step, and a summary", ({ steps, summary }) => {
  for (const [changed, step] of Object.entries(steps)) {
    expect(names).toContain(changed);
    expect(["patch", "minor", "major"]).toContain(step);
  }
  // an empty changeset says that users do not notice the change
  if (Object.keys(steps).length > 0) expect(summary).not.toBe("");
});

test("before the first release, every published package has exactly one changeset, named after it", () => {
  const unreleased = packages.filter(({ version }) => version === "0.0.0").map(({ name }) => name);
  const files = unreleased.map((name) => [
    name,
    changesets.filter(({ steps }) => name in steps).map(({ file }) => file),
  ]);
  expect(files).toEqual(unreleased.map((name) => [name, [`${name.replace("@retrograd/", "")}.md`]]));
});
