import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root, run } from "./outside-project.js";
import { type ScratchCopy, scratchCopy } from "./scratch-copy.js";
import type { Addition } from "./touches/addition.js";
import { command } from "./touches/command.js";
import { elementwiseOperation } from "./touches/elementwise-operation.js";
import { experimentKey } from "./touches/experiment-key.js";
import { layer } from "./touches/layer.js";
import { optimizer } from "./touches/optimizer.js";
import { reader } from "./touches/reader.js";

// How many files a new thing touches, counted by adding one of each kind to a scratch copy: docs/architecture.md promises
// these numbers.

const additions = [elementwiseOperation, reader, layer, optimizer, command, experimentKey];
const touched = new Map<Addition, readonly string[]>();
let scratch: ScratchCopy;

beforeAll(() => {
  scratch = scratchCopy(...additions.map((addition) => addition.package));
  for (const addition of additions)
    touched.set(
      addition,
      scratch.touchedBy(() => addition.add(scratch)),
    );
});
afterAll(() => scratch.remove());

test.each(additions.map((addition) => [addition.kind, addition] as const))(
  "a new %s touches as many files as the architecture page says",
  (kind, addition) => {
    expect(touched.get(addition)).toEqual(addition.touched);
    const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
    const row = page.split("\n").find((line) => line.startsWith(`| ${kind} `));
    expect(row).toContain(`| ${addition.touched.length} files`);
  },
);

// the others import core's sources as they are: one program cannot contain two copies of a package
test.each([
  ["core", [elementwiseOperation]],
  ["the others", [reader, layer, optimizer, command, experimentKey]],
] as const)("with the additions to %s their types hold", (_name, added) => {
  const compilerOptions = {
    ...{ composite: false, declaration: false, declarationMap: false, noEmit: true },
    ...{ noUncheckedIndexedAccess: false, types: ["node"] },
  };
  const include = added.map((addition) => join("packages", addition.package, addition.sources));
  const config = { extends: "./tsconfig.base.json", compilerOptions, include };
  writeFileSync(join(scratch.folder, "tsconfig.json"), JSON.stringify(config));
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], scratch.folder);
});

test("with all of them their tests pass", () => {
  run(
    process.execPath,
    ["scripts/embed-kernels.mjs", "--unoptimized"],
    join(scratch.folder, "packages/core"),
  );
  cpSync(join(root, "vitest.config.ts"), join(scratch.folder, "vitest.config.ts"));
  const tests = additions.flatMap((addition) => addition.tests);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  run(process.execPath, [vitest, "run", "--project", "sources", ...tests], scratch.folder);
});
