import { expect, test } from "vitest";
import { examine, mutants } from "../tests/mutants/corpus.js";

const wrong = mutants.filter(({ equivalent }) => equivalent === undefined);
const seeds = Array.from({ length: 10 }, (_, i) => i + 1);

test.each(["fast", "exhaustive"] as const)("mutants are caught whatever the seed, %s", (mode) => {
  const missed = seeds.flatMap((seed) =>
    wrong
      .filter((mutant) => !examine(mutant, mode, seed).caught)
      .map(({ subject, operator, what }) => `${subject.type}, ${operator}, ${what}: seed ${seed}`),
  );
  // a mask that is wrong for few inputs may find none of them among 33 numbers
  expect(missed.length / (wrong.length * seeds.length), missed.join("\n")).toBeLessThan(0.002);
});
