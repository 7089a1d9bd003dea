import { experimentJsonSchema, type JsonSchema } from "@retrograd/experiment";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { openTypeScript } from "./language-service.js";

const program = `import { defineExperiment } from "@retrograd/node/define";

defineExperiment({
  version: 1,
  name: "all-keys",
  seed: 0,
  dtype: "float32",
  engine: "auto",
  rng: "philox",
  requires: [],
  data: {
    dataset: "digits",
    scale: "unit",
    test: 0.1,
    validation: { fold: 1, of: 3 },
    stratify: true,
    limit: 10,
    path: "data",
  },
  model: { input: { shape: [64], indices: 5, padding: 0 }, layers: ["SoftmaxWithLoss"] },
  train: {
    optimizer: "Adam",
    schedule: { Step: { every: 1 } },
    clip: { norm: 1, value: 1 },
    parameters: [{ of: "*.b", decay: false }],
    batch: 3,
    iterations: 1,
    epochs: 1,
    sampling: "shuffle",
    evaluate: { every: 1, splits: ["test"], metrics: ["Accuracy"] },
    log: { every: 1 },
    statistics: { every: 1 },
    preflight: true,
    checkpoint: { every: 1, keep: 1, best: "test.loss" },
    stop: { metric: "test.loss", atLeast: 0, atMost: 1, patience: 1, minDelta: 1, seconds: 1 },
  },
  gradcheck: { batch: 1, mode: "fast", seconds: 1, step: 1e-4 },
});

defineExperiment({ extends: "base.yaml", model: { input: [1] } });

defineExperiment({
  data: { dataset: "digits" },
  model: { inputs: { left: [32], right: [32] }, layers: ["SoftmaxWithLoss"] },
  train: { epochs: 1 },
});
`;

/** The description of each key in the JSON Schema, by its path. */
function descriptions(
  schema: JsonSchema,
  path: readonly string[] = [],
): readonly (readonly [string, string])[] {
  const branches = [schema, ...((schema.anyOf ?? []) as readonly JsonSchema[])];
  return branches.flatMap(({ properties = {} }) =>
    Object.entries(properties as Readonly<Record<string, JsonSchema>>).flatMap(([key, value]) => [
      [[...path, key].join("."), String(value.description)] as const,
      ...descriptions(value, [...path, key]),
    ]),
  );
}

/** Where the key of a path stands in the program: after the keys before it. */
function positionOf(path: string): number {
  return path.split(".").reduce((position, key) => program.indexOf(` ${key}:`, position) + 1, 0);
}

// an editor shows no comment where the types differ between an experiment and one that extends another
const differing = ["data", "model"];

test("an editor shows the description of each key of an experiment in TypeScript", () => {
  const service = openTypeScript("packages/cli/src/experiment.ts", program);
  expect(service.errors()).toEqual([]);
  const keys = descriptions(experimentJsonSchema(createRegistry())).filter(
    ([key]) => !differing.includes(key),
  );
  expect(keys.length).toBeGreaterThan(45);
  expect(keys.map(([path]) => [path, service.commentAt(positionOf(path))])).toEqual(keys);
});
