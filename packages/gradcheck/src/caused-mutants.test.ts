import { describe, expect, test } from "vitest";
import { type CausedMutant, misjudged } from "../tests/mutants/caused-mutant.js";
import { hiddenStateMutants } from "../tests/mutants/hidden-state-mutants.js";
import { kinkMutants } from "../tests/mutants/kink-mutants.js";
import { layerStateMutants } from "../tests/mutants/layer-state-mutants.js";
import { precisionMutants } from "../tests/mutants/precision-mutants.js";

test.each([
  ["hidden state", hiddenStateMutants],
  ["declared state", layerStateMutants],
  ["undeclared kinks", kinkMutants],
  ["imprecise forwards", precisionMutants],
])("there are at least ten mutants of %s", (_kind, mutants) => {
  expect(new Set(mutants.map(({ what }) => what)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThanOrEqual(10);
});

const modes = ["fast", "exhaustive"] as const;
const misjudgements = (mutant: CausedMutant) =>
  [0, 1].flatMap((seed) => modes.flatMap((mode) => misjudged(mutant, { mode, seed }) ?? []));

describe("in both modes only the right cause is named, at the right layer:", () => {
  test.each(hiddenStateMutants)("$code: $what", (mutant) => expect(misjudgements(mutant)).toEqual([]));
  test.each(layerStateMutants)("$code: $what", (mutant) => expect(misjudgements(mutant)).toEqual([]));
  test.each(kinkMutants)("$code: $what", (mutant) => expect(misjudgements(mutant)).toEqual([]));
  test.each(precisionMutants)("$code: $what", (mutant) => expect(misjudgements(mutant)).toEqual([]));
});
