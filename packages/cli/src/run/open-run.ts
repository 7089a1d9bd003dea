import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { buildNetwork, type Network, type NetworkParams } from "@retrograd/network";
import { decodeParams, type RunRecord } from "@retrograd/trainer";
import { readRunFile, runFiles } from "@retrograd/trainer/node";
import type { Environment } from "../environment.js";
import { chooseEngine, dtypeOf, type EngineLack } from "../experiment/engine.js";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import { openRunExperiment } from "./open-run-experiment.js";
import { readRecord } from "./read-record.js";

/** A run that has ended: its experiment, its network, and the parameters it was left with. */
export interface OpenedRun {
  /** As it was named. */
  readonly run: string;
  readonly record: RunRecord;
  readonly opened: OpenedExperiment;
  readonly network: Network;
  readonly params: NetworkParams;
  /** A sentence for each plugin that is not what it was in training, to be told. */
  readonly changed: readonly string[];
  /** What this machine lacks of the engine, to be told. */
  readonly lack?: EngineLack;
}

/** Flags that change what a run is opened with. */
export interface OpenRunFlags {
  readonly plugin?: readonly string[] | undefined;
  /** In place of the engine that the run was trained on. */
  readonly engine?: string | undefined;
}

/** Rebuilds the network of a run from its folder.
 *  @throws RetrogradError E_RUN when the folder is no run, is damaged or has no model; E_PLUGIN when a plugin is missing, E_ENGINE when its engine is */
export async function openRun(
  run: string,
  { plugin, engine: asked }: OpenRunFlags,
  environment: Environment,
): Promise<OpenedRun> {
  const path = resolve(environment.directory, run);
  const record = readRecord(path);
  const model = readModel(path, record);
  const { opened, changed } = await openRunExperiment(run, { plugin, engine: asked }, environment);
  const { experiment } = opened.spec;
  const { engine, lack } = await chooseEngine(experiment.engine, environment);
  const network = buildNetwork(opened.registry, experiment.model, {
    engine,
    dtype: dtypeOf(experiment.dtype),
  });
  const params = decodeParams(network, model, join(run, runFiles.model));
  return { run, record, opened, network, params, changed, ...(lack === undefined ? {} : { lack }) };
}

function readModel(path: string, { status }: RunRecord): Uint8Array {
  try {
    return readRunFile(path, "model");
  } catch (error) {
    const message = `${join(path, runFiles.model)} is missing: the run is ${status}, and only completed or interrupted runs have a model`;
    throw new RetrogradError("E_RUN", message, { cause: error });
  }
}
