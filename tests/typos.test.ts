import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkExperimentText } from "@retrograd/experiment";
import { builtinPlugins } from "@retrograd/node";
import { createRegistry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { root } from "./outside-project.js";
import { type Typo, typosOf } from "./typos.js";

const registry = createRegistry(...builtinPlugins);
const folder = join(root, "examples");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

/** Whether a diagnostic points at the line of the typo, and whether one there suggests the correct word. */
function judge({ text, line, word }: Typo) {
  const here = checkExperimentText(text, { file: "e.yaml", registry }).diagnostics.filter(
    (d) => d.line === line,
  );
  return { reported: here.length > 0, suggested: here.some(({ suggestion }) => suggestion === word) };
}

describe.each(files)("one mistyped letter in %s", (name) => {
  const typos = typosOf(readFileSync(join(folder, name), "utf8"));
  const judged = typos.map((typo) => ({ typo, ...judge(typo) }));
  const words = judged.filter(({ typo }) => typo.kind !== "number");

  test("is reported on its line, for every key and value", () => {
    expect(typos.length).toBeGreaterThan(100);
    expect(judged.filter(({ reported }) => !reported).map(({ typo }) => typo.what)).toEqual([]);
  });

  test("gets the correct word as suggestion in at least 95 of 100 cases", () => {
    const missed = words.filter(({ suggested }) => !suggested).map(({ typo }) => typo.what);
    expect({ missed, few: missed.length <= 0.05 * words.length }).toMatchObject({ few: true });
  });
});
