import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./outside-project.js";

const maxParameters = 4;

/** Exported functions that still have more. Only remove from this list. */
const exceptions = ["readRows", "runTraining"];

function sources(): readonly string[] {
  return readdirSync(join(root, "packages")).flatMap((owner) =>
    readdirSync(join(root, "packages", owner, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("embedded"))
      .map((file) => join(root, "packages", owner, "src", file)),
  );
}

/** The functions that a file exports, with the number of their parameters. */
function exportedFunctions(file: string): readonly (readonly [name: string, parameters: number])[] {
  return ts
    .createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest)
    .statements.filter(ts.isFunctionDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map(({ name, parameters }) => [name?.text ?? "default", parameters.length] as const);
}

test("an exported function has at most four parameters: more are properties of an options object", () => {
  const functions = sources().flatMap(exportedFunctions);
  expect(functions.length).toBeGreaterThan(500);
  const long = functions.filter(([, parameters]) => parameters > maxParameters).map(([name]) => name);
  expect(long.filter((name) => !exceptions.includes(name))).toEqual([]);
});
