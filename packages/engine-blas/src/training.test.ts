import { type DType, type Engine, philoxStreams, referenceEngine } from "@retrograd/core";
import { batchOrder, builtinData, memoryDataFiles } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry, type Samples } from "@retrograd/plugin";
import { encodeParams } from "@retrograd/runs";
import { builtinTraining, makeOptimizer, train } from "@retrograd/trainer";
import { describe, expect, test } from "vitest";
import { createBlasEngine, findBlas } from "./index.js";

const registry = createRegistry(builtins, builtinData, builtinTraining);
const available = findBlas().library !== undefined;

/** All digits, pixels divided by 16. */
async function digits(): Promise<Samples> {
  const dataset = await registry.datasets.get("digits")?.load({}, memoryDataFiles({}));
  if (dataset === undefined || !("all" in dataset.samples)) throw new Error("digits come unsplit");
  const { x, t } = dataset.samples.all;
  return { x: { ...x, scaling: { offset: Float64Array.of(0), divisor: Float64Array.of(16) } }, t };
}

/** A hundred steps of the two-layer network: the loss of each step, and the final model. */
async function run(engine: Engine, dtype: DType, samples: Samples) {
  const layers = [{ Affine: 50 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"];
  const streams = philoxStreams(0);
  const network = buildNetwork(registry, { input: [64], layers }, { engine, dtype });
  const params = initParams(network, streams);
  const optimizer = makeOptimizer(registry, { SGD: 0.1 });
  const order = batchOrder({ sampling: "shuffle", samples: samples.t.values.length, batch: 100, streams });
  const data = { train: samples, test: samples };
  const losses: number[] = [];
  for await (const event of train({ network, params, data, optimizer, order, streams, steps: 100 })) {
    if (event.type === "step") losses.push(event.loss);
  }
  return { losses, model: encodeParams(params) };
}

describe.skipIf(!available)("training on the blas engine (skipped where there is no BLAS library)", () => {
  test.each([
    ["f32", 1e-4],
    ["f64", 1e-9],
  ] as const)("in %s has the losses of the reference engine within %d", async (dtype, bound) => {
    const samples = await digits();
    const engine = createBlasEngine({ base: referenceEngine });
    const { losses: expected } = await run(referenceEngine, dtype, samples);
    const { losses } = await run(engine, dtype, samples);
    const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - expected[i]) / expected[i]));
    expect(losses).toHaveLength(100);
    expect(worst).toBeLessThan(bound);
    expect(losses[99]).toBeLessThan(losses[0] / 2);
  });

  test.each([1, 2])("with %i threads leaves the same model each time", async (threads) => {
    const samples = await digits();
    const model = async () => (await run(createBlasEngine({ threads }), "f32", samples)).model;
    expect(await model()).toEqual(await model());
  });
});
