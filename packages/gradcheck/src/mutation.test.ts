import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtins } from "@retrograd/layers";
import { beforeAll, describe, expect, test } from "vitest";
import { examineField, type FieldOutcome, fieldMistakes } from "../tests/field/field-corpus.js";
import { fieldText } from "../tests/field/field-table.js";
import { causedText } from "../tests/mutants/caused-table.js";
import { examine, mutants, type Outcome } from "../tests/mutants/corpus.js";
import { curveText, detectionCurve } from "../tests/mutants/detection-curve.js";
import { matrixText, replaceGenerated } from "../tests/mutants/matrix.js";

const page = fileURLToPath(new URL("../../../docs/gradient-checking-reference.md", import.meta.url));
const operators = [...new Set(mutants.map(({ operator }) => operator))];

// seconds of work, and many more of waiting where the machine is busy
const patience = 300_000;

let outcomes: readonly Outcome[];
let fieldOutcomes: readonly FieldOutcome[];
beforeAll(() => {
  outcomes = mutants.map((mutant) => examine(mutant));
  fieldOutcomes = fieldMistakes.map(examineField);
}, patience);

test("there are at least 200 mutants by 12 kinds of mistake, of every built-in layer and loss", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(200);
  expect(operators.length).toBeGreaterThanOrEqual(12);
  const types = [...(builtins.layers ?? []), ...(builtins.losses ?? [])].map(({ type }) => type);
  expect(new Set(mutants.map(({ subject }) => subject.type))).toEqual(new Set(types));
});

test("no two mutants are the same one", () => {
  const names = mutants.map(({ subject, operator, what }) => `${subject.type}, ${operator}: ${what}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

describe("a mutant is caught and blamed", () => {
  test.each(operators)("%s", (operator) => {
    const missed = outcomes.filter(
      ({ mutant, caught }) => mutant.operator === operator && mutant.equivalent === undefined && !caught,
    );
    expect(missed.map(({ mutant: { subject, what } }) => `${subject.type} ${what}`)).toEqual([]);
  });
});

test("of the causes that have a name, at least 90% are named rightly", () => {
  const claimed = outcomes.filter(({ codeRight }) => codeRight !== undefined);
  const right = claimed.filter(({ codeRight }) => codeRight);
  expect(claimed.length).toBeGreaterThanOrEqual(200);
  expect(right.length / claimed.length).toBeGreaterThanOrEqual(0.9);
});

test("an equivalent mutant passes", () => {
  const equivalent = outcomes.filter(({ mutant }) => mutant.equivalent !== undefined);
  expect(equivalent.filter(({ verdict }) => verdict === "fail")).toEqual([]);
});

test("of at least 60 mistakes from the field each is caught and named rightly, unless it is argued", () => {
  expect(fieldMistakes.length).toBeGreaterThanOrEqual(60);
  const misnamed = fieldOutcomes.filter(
    ({ one, codes }) =>
      codes.some((code) => !one.codes.includes(code)) || (codes.length === 0 && one.unseen === undefined),
  );
  expect(misnamed.map(({ one: { layer, mistake }, codes }) => `${layer}: ${mistake}: ${codes}`)).toEqual([]);
});

test("the right version of each of them does not fail", () => {
  const failed = fieldOutcomes.filter(({ rightFails }) => rightFails);
  expect(failed.map(({ one: { layer, mistake } }) => `${layer}: ${mistake}`)).toEqual([]);
});

test(
  "the tables and the curve in docs/gradient-checking-reference.md are these (pnpm matrix writes them)",
  async () => {
    const points = detectionCurve([1e-2, 1e-3, 5e-4, 1e-4, 1e-5, 1e-6, 1e-7], 20);
    const withMatrix = replaceGenerated(readFileSync(page, "utf8"), "mutants", matrixText(outcomes));
    const withField = replaceGenerated(withMatrix, "field", fieldText(fieldOutcomes));
    const withCaused = replaceGenerated(withField, "caused", causedText());
    const whole = replaceGenerated(withCaused, "curve", curveText(points));
    await expect(whole).toMatchFileSnapshot(page);
    expect(points.filter(({ epsilon }) => epsilon >= 1e-4).every(({ caught, all }) => caught === all)).toBe(
      true,
    );
  },
  patience,
);
