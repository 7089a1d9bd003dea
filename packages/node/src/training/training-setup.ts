import type { Engine, RandomStreams } from "@retrograd/core";
import { batchOrder, type PreparedData, sampleCount } from "@retrograd/data";
import type { TrainSection } from "@retrograd/experiment";
import { buildNetwork, initParams, makeMetrics } from "@retrograd/network";
import { makeOptimizer, makeSchedule, type TrainOptions } from "@retrograd/trainer";
import { dtypeOf } from "../experiment/engine.js";
import { mistakeAt, type OpenedExperiment } from "../experiment/open-experiment.js";
import { streamsOf } from "../experiment/streams.js";

/** The section `train` of an experiment.
 *  @throws RetrogradError E_SPEC when there is none */
export function trainSectionOf(opened: Pick<OpenedExperiment, "loaded">): TrainSection {
  const { train } = opened.loaded.experiment;
  if (train !== undefined) return train;
  throw mistakeAt(opened, {
    code: "RG4004",
    path: [],
    message:
      '"train" is missing: write how to train, such as train: { optimizer: { SGD: { lr: 0.1 } }, epochs: 10 }',
  });
}

/** Options of a training, whose data have their names and scaling. */
export interface TrainingSetup extends TrainOptions {
  readonly data: PreparedData;
}

/** Everything that training depends on, with newly drawn initial parameters. */
export function setUpTraining(
  opened: Pick<OpenedExperiment, "loaded" | "registry">,
  data: PreparedData,
  engine: Engine,
): TrainingSetup {
  const { experiment } = opened.loaded;
  const section = trainSectionOf(opened);
  const streams = streamsOf(experiment);
  const network = buildNetwork(opened.registry, experiment.model, {
    engine,
    dtype: dtypeOf(experiment.dtype),
  });
  // parameters before the first batch: with rng numpy both are drawn from one generator
  const params = initParams(network, streams);
  const order = orderOf(section, data, streams);
  const steps = section.iterations ?? (section.epochs ?? 1) * order.stepsPerEpoch;
  const { every, metrics } = section.evaluate;
  return {
    network,
    params,
    data,
    optimizer: makeOptimizer(opened.registry, section.optimizer),
    ...(section.schedule === undefined
      ? {}
      : { schedule: makeSchedule(opened.registry, section.schedule, steps) }),
    ...(section.clip === undefined ? {} : { clip: section.clip }),
    ...(section.parameters === undefined ? {} : { parameters: section.parameters }),
    order,
    steps,
    streams,
    splits: section.evaluate.splits,
    metrics: makeMetrics(opened.registry, metrics, network.loss.loss),
    logEvery: section.log.every,
    ...(section.statistics === undefined ? {} : { statisticsEvery: section.statistics.every }),
    ...(every === undefined ? {} : { evaluateEvery: every }),
    ...(section.stop === undefined ? {} : { stop: section.stop }),
  };
}

function orderOf({ sampling, batch }: TrainSection, data: PreparedData, streams: RandomStreams) {
  const samples = sampleCount(data.train);
  return batchOrder({ sampling, samples, batch, streams });
}
