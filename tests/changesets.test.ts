import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "./outside-project.js";

const folder = join(root, ".changeset");
const changesets = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");
const packages = readdirSync(join(root, "packages")).map((name) => `@retrograd/${name}`);

test.each(changesets)("%s says which packages change, how much, and what", (name) => {
  const [, front = "", summary = ""] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, name), "utf8")) ?? [];
  const steps: unknown = parse(front);
  expect(Object.keys(steps ?? {})).not.toHaveLength(0);
  for (const [changed, step] of Object.entries(steps ?? {})) {
    expect(packages).toContain(changed);
    expect(["patch", "minor", "major"]).toContain(step);
  }
  expect(summary.trim()).not.toBe("");
});
