import { expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { layers, model } from "../tests/wrong-experiments/row.js";
import { checkExperimentText } from "./check-experiment-text.js";

const check = (text: string) => checkExperimentText(text, { file: "e.yaml", registry }).diagnostics;

test("the options of a layer with an alias as its name are checked too", () => {
  const text = layers("- Dense: { units: 3.5, activation: relu }", "- SoftmaxWithLoss");
  expect(check(text).map(({ column, code, path }) => `${column} ${code} ${path}`)).toEqual([
    "7 RG2001 model.layers[0].Dense",
    "23 RG2004 model.layers[0].Dense.units",
    "28 RG2003 model.layers[0].Dense.activation",
  ]);
});

test("the message for a count does not suggest a fraction", () => {
  const [mistake] = check(`${model}train: { epochs: 10% }\n`);
  expect(mistake?.message).toBe('"epochs" must be a positive whole number, got "10%"');
});
