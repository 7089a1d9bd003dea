// Training that must leave the same bits wherever it runs; it imports the packages as users do, from their built code.
import { createPortableEngine, philoxStreams } from "@retrograd/core";
import { batchOrder, builtinData, memoryDataFiles } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { encodeParams } from "@retrograd/runs";
import { builtinTraining, makeOptimizer, train } from "@retrograd/trainer";
import { sha256 } from "./sha256.mjs";

const init = { Normal: { std: 0.01 } };

/** Trains the digits network for 200 steps on a new portable engine.
 *  @returns the sha256 of the file of the parameters, and of the losses as float64 */
export async function digitsRun(dtype, { units = 50, steps = 200, threads } = {}) {
  const samples = await allDigits();
  const streams = philoxStreams(0);
  const layers = [{ Affine: { units, init } }, "Relu", { Affine: { units: 10, init } }, "SoftmaxWithLoss"];
  const engine = createPortableEngine(threads === undefined ? {} : { threads });
  while (engine.team?.ready === false) await new Promise((resolve) => setTimeout(resolve, 1));
  const registry = createRegistry(builtins, builtinTraining);
  const network = buildNetwork(registry, { input: [64], layers }, { dtype, engine });
  const params = initParams(network, streams);
  const order = batchOrder({ sampling: "shuffle", samples: samples.t.values.length, batch: 100, streams });
  const data = { train: samples, test: samples };
  const length = { steps, splits: [], evaluateEvery: steps };
  const losses = [];
  const events = train({
    network,
    params,
    data,
    optimizer: makeOptimizer(registry, { SGD: 0.1 }),
    order,
    streams,
    ...length,
  });
  for await (const event of events) if (event.type === "step") losses.push(event.loss);
  const bytes = new Uint8Array(Float64Array.from(losses).buffer);
  return { params: await sha256(encodeParams(params)), losses: await sha256(bytes) };
}

/** The same for a wider network, whose operations threads share. */
export const wideRun = (threads) => digitsRun("f32", { units: 512, steps: 20, threads });

/** The digits that ship with the data package, pixels divided by 16. */
async function allDigits() {
  const { samples } = await createRegistry(builtinData).datasets.get("digits").load({}, memoryDataFiles({}));
  const scaling = { offset: Float64Array.of(0), divisor: Float64Array.of(16) };
  return { x: { ...samples.all.x, scaling }, t: samples.all.t };
}
