import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "retrograd-bundle-"));
const source = new URL("../bin/fresh-bundle.mjs", import.meta.url);

afterAll(() => rmSync(folder, { recursive: true }));

/** What an installation runs whose files were modified at these times, in seconds. */
async function runOf(
  name: string,
  times: Readonly<Record<string, number>>,
): Promise<{ main: string | undefined; old: readonly string[] }> {
  const copy = join(folder, name, "cli/bin/fresh-bundle.mjs");
  cpSync(source, copy, { recursive: true });
  for (const [file, time] of Object.entries(times)) {
    const path = join(folder, name, file);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
    utimesSync(path, time, time);
  }
  const { freshBundle, oldLibraries } = await import(pathToFileURL(copy).href);
  return { main: freshBundle()?.href.split("/").slice(-3).join("/"), old: oldLibraries() };
}

const bundle = "cli/bundle/main.js";

test.each([
  ["installed", { [bundle]: 5 }, bundle],
  ["built", { [bundle]: 5, "cli/dist/.tsbuildinfo": 4, "experiment/dist/.tsbuildinfo": 5 }, bundle],
  ["restored from a cache", { [bundle]: 5, "cli/dist/.tsbuildinfo": 5.5 }, bundle],
  [
    "compiled later",
    { [bundle]: 5, "cli/dist/.tsbuildinfo": 4, "experiment/dist/.tsbuildinfo": 7 },
    undefined,
  ],
  ["without one", { "cli/dist/.tsbuildinfo": 4 }, undefined],
] as const)(
  "the command %s runs the bundle, except when it is missing or old",
  async (name, times, expected) => {
    expect((await runOf(name, times)).main).toBe(expected);
  },
);

test.each([
  ["packages installed", { "core/bundle/index.js": 5 }, []],
  ["packages built", { "core/bundle/index.js": 5, "core/dist/.tsbuildinfo": 4 }, []],
  ["a package compiled later", { "core/bundle/index.js": 5, "core/dist/.tsbuildinfo": 7 }, ["core"]],
  ["a package compiled but not built", { "plugin/dist/.tsbuildinfo": 7 }, ["plugin"]],
] as const)("the command names the packages to build: %s", async (name, times, expected) => {
  expect((await runOf(name, times)).old).toEqual(expected);
});
