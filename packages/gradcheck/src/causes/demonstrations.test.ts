import { expect, test } from "vitest";
import { networkAround } from "../../tests/demonstration.js";
import { checkNetwork } from "../check/check-network.js";
import type { TensorReport } from "../check/report.js";
import { type DiagnosisCode, diagnoses } from "./diagnoses.js";

/** What a check of each code's example finds: the tensor, its worst element, and how many are wrong. A layer that breaks a
 *  rule of state is not compared, and a gradient that does not fit its tensor cannot be. */
const expected: Readonly<Record<DiagnosisCode, string>> = {
  sign: "x[0, 1], 12 wrong",
  "missing-mean": "x[0, 0], 12 wrong",
  "extra-mean": "b[1], 4 wrong",
  "constant-factor": "x[0, 0], 12 wrong",
  "zero-gradient": "b[1], 4 wrong",
  "smoothed-loss": "x[1, 2], 2 wrong",
  nonlinear: "x[0, 1], 6 wrong",
  "slope-of-output": "x[1, 0], 12 wrong",
  statistic: "x[0, 3], 12 wrong",
  unknown: "x[1, 0], 12 wrong",
  transposed: "x[2, 2], 12 wrong",
  misplaced: "x[2, 2], 12 wrong",
  "wrong-mask": "x[0, 1], 12 wrong",
  "missing-sum": "b[0], 4 wrong",
  element: "x[2, 3], 1 wrong",
  "not-finite": "x[0, 1], 8 wrong",
  "another-path": "b",
  "other-parameters": "x",
  "batch-size": "b",
  accumulation: "b",
  "stale-cache": "x",
  "reused-buffer": "x",
  "input-range": "x",
  "mutated-input": "x",
  nondeterministic: "x",
  "hidden-state": "x",
  "state-form": "x",
  "state-written": "x",
  "eval-mode": "x",
  "unregistered-parameter": "x",
  "row-dependence": "x",
  "missing-gradient": "b",
  "wrong-shape": "b",
  "wrong-dtype": "x",
  approximation: "x",
  "imprecise-forward": "x[0, 0], 12 wrong",
  "noisy-forward": "x[0, 1], 12 wrong",
  "undeclared-kink": "b",
};

test("every code has an example", () => {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(diagnoses).sort());
});

const demonstrations = Object.entries(diagnoses).map(([code, { example }]) => ({ code, example }));

test.each(demonstrations)(
  "$code is the only cause of the wrong layer of its example",
  ({ code, example }) => {
    const { tensors } = checkNetwork(networkAround(example, "wrong"));
    const diagnosed = tensors.filter(({ diagnosis }) => diagnosis !== undefined);
    const { message } = example;
    expect(diagnosed.map(({ layer, diagnosis }) => ({ layer, ...diagnosis }))).toMatchObject([
      { layer: "Mine1", code, message },
    ]);
    expect(worstOf(diagnosed[0])).toBe(expected[code as DiagnosisCode]);
  },
);

function worstOf({ tensor, local, whole }: TensorReport): string {
  const { wrong = 0, worst } = local ?? whole ?? {};
  return wrong === 0 ? tensor : `${tensor}[${worst?.index.join(", ")}], ${wrong} wrong`;
}

test.each(demonstrations)("$code is not reported for the fixed layer, which passes", ({ code, example }) => {
  const { verdict, tensors } = checkNetwork(networkAround(example, "right"));
  // a declared kink gives the verdict "subgradient"
  expect(verdict).toBe(code === "undeclared-kink" ? "subgradient" : "pass");
  expect(tensors.filter(({ diagnosis }) => diagnosis !== undefined)).toEqual([]);
});

test("the diff of an example has at most 5 lines", () => {
  for (const { example } of Object.values(diagnoses)) {
    const lines = example.diff.trim().split("\n");
    const perturbed = lines.filter((line) => /^[-+]/.test(line));
    expect(perturbed.length).toBeGreaterThan(0);
    expect(perturbed.length).toBeLessThanOrEqual(5);
    expect(lines.length).toBeLessThanOrEqual(16);
  }
});
