import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtinData } from "@retrograd/data";
import { checkExperimentText } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";
import { describe, expect, test } from "vitest";
import { root } from "./outside-project.js";
import { type Typo, typosOf } from "./typos.js";

const registry = createRegistry(builtins, builtinData, builtinTraining);
const folder = join(root, "examples");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

/** Whether the mistyped text is told on its very line, and whether the word that was meant is suggested there. */
function judge({ text, line, word }: Typo) {
  const here = checkExperimentText(text, { file: "e.yaml", registry }).diagnostics.filter(
    (d) => d.line === line,
  );
  return { told: here.length > 0, meant: here.some(({ suggestion }) => suggestion === word) };
}

describe.each(files)("a newcomer who mistypes one letter of %s", (name) => {
  const typos = typosOf(readFileSync(join(folder, name), "utf8"));
  const judged = typos.map((typo) => ({ typo, ...judge(typo) }));
  const words = judged.filter(({ typo }) => typo.kind !== "number");

  test("is told so on that very line, whatever the key or value", () => {
    expect(typos.length).toBeGreaterThan(100);
    expect(judged.filter(({ told }) => !told).map(({ typo }) => typo.what)).toEqual([]);
  });

  test("gets the right word suggested in 95 of 100 cases or more", () => {
    const missed = words.filter(({ meant }) => !meant).map(({ typo }) => typo.what);
    expect({ missed, few: missed.length <= 0.05 * words.length }).toMatchObject({ few: true });
  });
});
