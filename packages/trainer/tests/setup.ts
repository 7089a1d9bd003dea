import { type DType, type Engine, philoxStreams, type RandomStreams, referenceEngine } from "@retrograd/core";
import { batchOrder, builtinData, memoryDataFiles, type Sampling, sampleCount } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, type NetworkParams } from "@retrograd/network";
import { createRegistry, type Dataset, type Entry, type SampleSet, type Samples } from "@retrograd/plugin";
import { builtinTraining } from "../src/builtin-training.js";
import { makeOptimizer } from "../src/optimizers/make-optimizer.js";
import { train } from "../src/train.js";
import type { TrainOptions } from "../src/train-options.js";

export const registry = createRegistry(builtins, builtinData, builtinTraining);

/** A data set that ships with the data package. */
export async function load(name: string): Promise<Dataset> {
  const definition = registry.datasets.get(name);
  if (definition === undefined) throw new Error(`no data set ${name}`);
  return definition.load({}, memoryDataFiles({}));
}

/** All digits, pixels divided by 16. */
export async function allDigits(): Promise<Samples> {
  const { samples } = await load("digits");
  if (!("all" in samples)) throw new Error("digits come unsplit");
  const scaling = { offset: Float64Array.of(0), divisor: Float64Array.of(16) };
  return { x: { ...samples.all.x, scaling }, t: samples.all.t };
}

/** What a test's training run is made of. */
export interface Setting {
  readonly input: number;
  readonly layers: readonly Entry[];
  readonly samples: SampleSet;
  readonly lr: number;
  readonly batch: number;
  readonly streams?: RandomStreams;
  readonly dtype?: DType;
  readonly engine?: Engine;
  readonly sampling?: Sampling;
}

/** Options of `train` for a setting; train and test splits are the same samples. */
export function training(setting: Setting): Omit<TrainOptions, "steps"> & { readonly params: NetworkParams } {
  const { input, layers, samples, lr, batch, dtype = "f32", sampling = "shuffle" } = setting;
  const streams = setting.streams ?? philoxStreams(0);
  const { engine = referenceEngine } = setting;
  const network = buildNetwork(registry, { input: [input], layers }, { dtype, engine });
  const params = initParams(network, streams);
  const order = batchOrder({ sampling, samples: sampleCount(samples), batch, streams });
  const optimizer = makeOptimizer(registry, { SGD: lr });
  return { network, params, data: { train: samples, test: samples }, optimizer, order, streams };
}

/** The loss of every step. */
export async function lossesOf(options: TrainOptions): Promise<readonly number[]> {
  const losses: number[] = [];
  for await (const event of train(options)) if (event.type === "step") losses.push(event.loss);
  return losses;
}

/** The book's two layers with weights of standard deviation 0.01. */
export function twoLayer(hidden: number, activation = "Relu"): readonly Entry[] {
  const init = { Normal: { std: 0.01 } };
  return [
    { Affine: { units: hidden, init } },
    activation,
    { Affine: { units: 10, init } },
    "SoftmaxWithLoss",
  ];
}

/** Largest |got - expected| / |expected|. */
export function worstRelative(got: readonly number[], expected: readonly number[]): number {
  if (got.length !== expected.length) return Infinity;
  return Math.max(...got.map((value, i) => Math.abs(value - expected[i]) / Math.abs(expected[i])));
}
