import { conformance, lossConformance } from "@retrograd/gradcheck";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtins } from "./builtins.js";

const registry = createRegistry(builtins);
const common = [{ input: [2, 3] }];

/** The problems that the checks of a definition report. */
function problemsOf(checks: readonly { readonly name: string; run(): void }[]): readonly string[] {
  return checks.flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name}: ${(error as Error).message}`];
    }
  });
}

test.each([...registry.layers.values()].map((definition) => [definition.type, definition] as const))(
  "%s keeps the promises of a layer in all of its examples",
  (_type, definition) => {
    expect(problemsOf(conformance(definition, registry, definition.examples ?? common))).toEqual([]);
  },
);

test.each([...registry.losses.values()].map((definition) => [definition.type, definition] as const))(
  "%s keeps the promises of a loss in all of its examples",
  (_type, definition) => {
    expect(problemsOf(lossConformance(definition, registry, definition.examples ?? common))).toEqual([]);
  },
);
