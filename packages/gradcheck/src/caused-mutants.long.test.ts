import { expect, test } from "vitest";
import { misjudged } from "../tests/mutants/caused-mutant.js";
import { hiddenStateMutants } from "../tests/mutants/hidden-state-mutants.js";
import { kinkMutants } from "../tests/mutants/kink-mutants.js";
import { precisionMutants } from "../tests/mutants/precision-mutants.js";

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

test.each([...hiddenStateMutants, ...kinkMutants, ...precisionMutants])(
  "20 seeds name the same cause, $code: $what",
  (mutant) => {
    const modes = ["fast", "exhaustive"] as const;
    const wrong = seeds.flatMap((seed) => modes.flatMap((mode) => misjudged(mutant, { mode, seed }) ?? []));
    expect(wrong).toEqual([]);
  },
);
