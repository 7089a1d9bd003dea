import { expect, test } from "vitest";
import { registry } from "../../tests/registry.js";
import { checkExperimentText } from "../check-experiment-text.js";
import { evaluatedMetrics } from "./evaluated-metrics.js";
import { type RawMapping, rawSections } from "./raw-sections.js";

const options = { file: "experiment.yaml", registry };
const minimal = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";

test("a metric that is not evaluated is reported only if the model is correct", () => {
  const watching = `${minimal}train: { epochs: 1, stop: { metric: test.acc, atLeast: 1 } }\n`;
  const codesOf = (text: string) => checkExperimentText(text, options).diagnostics.map(({ code }) => code);
  expect(codesOf(watching)).toEqual(["RG4003"]);
  expect(codesOf(watching.replace("Affine", "Afine"))).toEqual(["RG2001"]);
});

test("the resolved experiment lists the default metrics, or the listed ones with their options", () => {
  const listed = (metrics: string) =>
    checkExperimentText(`${minimal}train: { epochs: 1, evaluate: { ${metrics} } }\n`, options).resolved?.train
      ?.evaluate.metrics;
  expect(listed("every: 5")).toEqual([{ Accuracy: {} }]);
  expect(listed("metrics: []")).toEqual([]);
  expect(listed("metrics: [TopK: 2, ConfusionMatrix]")).toEqual([
    { TopK: { k: 2 } },
    { ConfusionMatrix: {} },
  ]);
});

test("the evaluated measures are those of each split that exists and is not left out", () => {
  const { network } = checkExperimentText(minimal, options);
  if (network === undefined) throw new Error("the model is correct");
  const namesOf = (data: RawMapping, evaluate: RawMapping) => [
    ...evaluatedMetrics(rawSections({ data, train: { evaluate } }), registry, network).keys(),
  ];
  expect(namesOf({}, {})).toEqual(["train.loss", "train.accuracy", "test.loss", "test.accuracy"]);
  expect(
    namesOf({ validation: 0.1 }, { metrics: ["ConfusionMatrix", { TopK: 2 }], splits: ["validation"] }),
  ).toEqual(["validation.loss", "validation.topK2"]);
});
