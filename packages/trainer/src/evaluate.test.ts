import { philoxStreams, referenceEngine } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry, type Samples } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { paddedLoss } from "../tests/padded-loss.js";
import { evaluate } from "./evaluate.js";

const registry = createRegistry(builtins, paddedLoss);
const steps = 4;

/** 1,500 samples, sorted by how many of their steps are padding. order: the order they are given in */
function samplesIn(order: (row: number) => number): Samples {
  const rng = philoxStreams(5).stream("samples");
  const count = 1500;
  const x = Float64Array.from({ length: count * steps }, rng.normal);
  const t = x.map((value, i) => (i % steps > (4 * Math.floor(i / steps)) / count ? Number.NaN : 2 * value));
  const rows = Array.from({ length: count }, (_, row) => order(row));
  const take = (values: Float64Array) =>
    Float64Array.from(rows.flatMap((row) => [...values.slice(row * steps, (row + 1) * steps)]));
  return { x: { shape: [steps], values: take(x) }, t: { shape: [steps], values: take(t) } };
}

function lossOf(loss: string, samples: Samples): number {
  const model = { input: [steps], layers: ["Sigmoid", loss] };
  const network = buildNetwork(registry, model, { dtype: "f64", engine: referenceEngine });
  return evaluate(network, initParams(network, philoxStreams(0)), samples, { metrics: [] }).numbers.loss;
}

const inOrder = samplesIn((row) => row);
const shuffled = samplesIn((row) => (row * 707) % 1500);

test("the loss of a split does not depend on the order of its samples if the loss returns its weight", () => {
  expect(lossOf("PaddedWithLoss", shuffled)).toBeCloseTo(lossOf("PaddedWithLoss", inOrder), 12);
  // the same samples show the difference where it does not
  expect(lossOf("PaddedWithoutWeight", shuffled)).not.toBeCloseTo(lossOf("PaddedWithoutWeight", inOrder), 3);
});

test("a pass of weight 0 has no effect; a split of weight 0 is an error", () => {
  const padding: Samples = {
    x: { shape: [steps], values: new Float64Array(1000 * steps).fill(1) },
    t: { shape: [steps], values: new Float64Array(1000 * steps).fill(Number.NaN) },
  };
  const joined = (a: Float64Array, b: unknown) => Float64Array.of(...a, ...(b as Float64Array));
  const both: Samples = {
    x: { shape: [steps], values: joined(padding.x.values as Float64Array, inOrder.x.values) },
    t: { shape: [steps], values: joined(padding.t.values as Float64Array, inOrder.t.values) },
  };
  expect(lossOf("PaddedWithLoss", both)).toBeCloseTo(lossOf("PaddedWithLoss", inOrder), 12);
  expect(() => lossOf("PaddedWithLoss", padding)).toThrow(
    "PaddedWithLoss1: its weight is 0 for all 1000 samples, so there is no mean loss",
  );
});
