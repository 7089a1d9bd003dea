import type { StatisticsRow } from "@retrograd/runs";
import { expect, test } from "vitest";
import { layerFindings } from "./layer-findings.js";

/** A row of 4 elements at a step, whose gradient has this norm. */
function row(tensor: string, gradientNorm: number, more: Partial<StatisticsRow> = {}): StatisticsRow {
  const usual = { norm: 1, meanAbs: 0.4, min: -1, max: 1, zeros: 0, updateRatio: 0.001 };
  return { type: "statistics", step: 1, tensor, size: 4, ...usual, gradientNorm, ...more };
}

const findingsOf = (...parameters: readonly StatisticsRow[]) => layerFindings({ parameters, units: [] });

test("finds nothing in a run without statistics, nor in a healthy one", () => {
  expect(findingsOf()).toEqual([]);
  expect(findingsOf(row("Affine1.W", 0.1), row("Affine1.b", 0.1), row("Affine2.W", 1))).toEqual([]);
});

test("names vanishing and exploding gradients by their first and last layer", () => {
  const [vanishing] = findingsOf(row("Affine1.W", 1e-5), row("Affine2.W", 0.1), row("out.W", 1));
  expect(vanishing).toMatch(
    /^vanishing gradients: an element of Affine1 gets a gradient 100,000 times smaller than one of out\./,
  );
  expect(findingsOf(row("Affine1.W", 5000), row("Affine2.W", 1))[0]).toMatch(
    /^exploding gradients: .* Affine1 .* 5,000 times larger than one of Affine2\./,
  );
  expect(findingsOf(row("Affine1.W", 1), row("Affine2.W", 0))[0]).toContain("infinitely larger");
});

test("a gradient of 0 is not called vanishing: dead units do not depend on depth", () => {
  const [finding] = findingsOf(row("Affine1.W", 0), row("Affine2.W", 1));
  expect(finding).toMatch(/^no gradient reaches Affine1: .* dead or saturated\. Try a smaller learning rate/);
});

test("one wild step changes no finding", () => {
  const steps = [1, 2, 3].flatMap((step) => [
    row("Affine1.W", step === 1 ? 1e-9 : 1, { step }),
    row("Affine2.W", 1, { step, updateRatio: step === 1 ? 3 : 0.01 }),
  ]);
  expect(findingsOf(...steps)).toEqual([]);
});

test("names a parameter that each step changes too far, but not one that started at 0", () => {
  const steps = [1, 2, 3].flatMap((step) => [
    row("Affine1.W", 1, { step, updateRatio: 0.4 }),
    row("Affine1.b", 1, { step, updateRatio: 0.4, norm: step === 1 ? 0 : 1 }),
  ]);
  expect(findingsOf(...steps)).toEqual([
    "a step changes Affine1.W by 40% of itself; 0.1% is usual. Try a smaller learning rate",
  ]);
});

test("reports inactive units from a quarter of a layer on, by the last evaluation", () => {
  const units = (step: number, layer: string, inactive: number) =>
    ({ type: "units", step, layer, units: 8, kind: "dead", inactive }) as const;
  const findings = layerFindings({
    parameters: [],
    units: [units(1, "Relu1", 8), units(1, "Relu2", 8), units(9, "Relu1", 1), units(9, "Relu2", 2)],
  });
  expect(findings).toEqual([expect.stringMatching(/^2 of 8 units of Relu2 are dead: /)]);
});
