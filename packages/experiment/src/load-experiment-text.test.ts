import { RetrogradError } from "@retrograd/core";
import { expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { loadExperimentText } from "./load-experiment-text.js";

const text = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";

test("a file without mistakes is returned with its network", () => {
  const { experiment, network, resolved } = loadExperimentText(text, { file: "e.yaml", registry });
  expect(experiment.name).toBe("e");
  expect(network.layers.map(({ id }) => id)).toEqual(["Affine1"]);
  expect(resolved.model.layers).toHaveLength(2);
});

test("a file with mistakes throws one E_SPEC error that shows each of them", () => {
  const load = () => loadExperimentText(`${text}sed: 1\nrng: nump\n`, { file: "e.yaml", registry });
  expect(load).toThrow(RetrogradError);
  expect(load).toThrow(
    expect.objectContaining({
      code: "E_SPEC",
      message: expect.stringMatching(/^e\.yaml:6:1 RG1101 sed: .*\n(?:.*\n)+\ne\.yaml:7:6 RG1102 rng: /),
      data: {
        diagnostics: [
          expect.objectContaining({ code: "RG1101" }),
          expect.objectContaining({ code: "RG1102" }),
        ],
      },
    }),
  );
});
