import { expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { checkExperimentText } from "./check-experiment-text.js";

/** Wrong layers, each with the column and the code of its mistake. */
const wrongLayers: readonly (readonly [layer: string, column: number, code: string])[] = [
  ["Rellu", 7, "RG2001"],
  ["Affin: 8", 7, "RG2001"],
  ["Affine: { unit: 8, units: 8 }", 17, "RG2003"],
  ["Affine: -8", 15, "RG2004"],
  ["Affine: { units: 1.5 }", 24, "RG2004"],
  ["Affine", 7, "RG2005"],
  ["{ Relu: , id: 1st }", 21, "RG2004"],
  ["{ Sigmoid: , idd: mine }", 20, "RG2002"],
  ["Affine: { units: 8, init: Hee }", 33, "RG2001"],
  ["Affine: { units: 8, init: { Normal: { std: -1 } } }", 50, "RG2004"],
  ["SoftmaxWithLoss", 7, "RG2007"],
];

const top = "sed: 1\ndtype: float16\nmodel:\n  input: [4]\n  layers:\n";

test("all 25 mistakes of a file with 60 layers are shown at their positions together", () => {
  const expected = ["1:1 RG1101", "2:8 RG1102"];
  const lines = Array.from({ length: 60 }, (_, index) => {
    const [layer, column, code] = wrongLayers[(index / 3) % wrongLayers.length] ?? [];
    if (index % 3 !== 0 || layer === undefined) return index === 59 ? "SoftmaxWithLoss" : "Relu";
    expected.push(`${index + 6}:${column} ${code}`);
    return layer;
  });
  const text = `${top}${lines.map((line) => `    - ${line}\n`).join("")}train:\n  batch: 0\n  epoch: 1\n`;
  expected.push("66:1 RG4001", "67:10 RG1102", "68:3 RG1101");
  const { diagnostics } = checkExperimentText(text, { file: "e.yaml", registry });
  expect(expected).toHaveLength(25);
  expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
});
