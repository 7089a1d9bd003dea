import { expect, test } from "vitest";
import { examine } from "../tests/mutants/corpus.js";
import { gradientMutants } from "../tests/mutants/gradient-operators.js";
import { packageSubjects } from "../tests/mutants/package-subjects.js";

// some eight of each layer, of all kinds of mistakes
const mutants = packageSubjects.flatMap((subject) => {
  // a batch of one row has no gradient in BatchNorm, so a mistake in it is none
  const all = gradientMutants(subject).filter(({ operator }) => operator !== "only at some sizes");
  return all.filter((_, i) => i % Math.ceil(all.length / 8) === 0);
});

test("wrong versions of the layers of layers-norm and layers-attention are caught, with the right cause", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(56);
  const outcomes = mutants.map((mutant) => examine(mutant));
  const nameOf = ({ mutant: { subject, operator, what } }: (typeof outcomes)[number]) =>
    `${subject.type}, ${operator}, ${what}`;
  expect(outcomes.filter(({ caught }) => !caught).map(nameOf)).toEqual([]);
  const right = outcomes.filter(({ codeRight }) => codeRight !== false);
  expect(right.length / outcomes.length).toBeGreaterThanOrEqual(0.95);
});
