import { join, relative } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import { buildNetwork, type Network, type NetworkParams } from "@retrograd/network";
import { checkpointParams, decodeParams, type RunRecord } from "@retrograd/runs";
import { checkpointsFolder, readRunFile, runFiles, sha256 } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import { chooseEngine, dtypeOf, type EngineLack } from "../experiment/engine.js";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import { checkpointsOf, requireCheckpoint } from "./checkpoints-of.js";
import { type CurrentStatus, readCurrent } from "./current-record.js";
import { openCheckpoint } from "./open-checkpoint.js";
import { openRunExperiment } from "./open-run-experiment.js";
import { readRecord } from "./read-record.js";
import { type RunPlace, runPlace } from "./run-place.js";

/** A run: its experiment, its network, and its last parameters or those of one of its checkpoints. */
export interface OpenedRun {
  /** As the user wrote it. */
  readonly run: string;
  readonly record: RunRecord;
  readonly opened: OpenedExperiment;
  readonly network: Network;
  readonly params: NetworkParams;
  /** A sentence for each plugin that has changed since training. */
  readonly changed: readonly string[];
  /** What this machine lacks for the engine. */
  readonly lack?: EngineLack;
}

/** Options of opening a run. */
export interface OpenRunFlags {
  readonly plugin?: readonly string[] | undefined;
  /** In place of the engine that the run was trained on. */
  readonly engine?: string | undefined;
}

/** Rebuilds the network of a run from its folder. `run` names the folder, or one of the checkpoints in it.
 *  @throws RetrogradError E_RUN when the folder is not a run, is damaged or has no model, or the checkpoint is damaged;
 *  E_PLUGIN when a plugin is missing, E_ENGINE when its engine is */
export async function openRun(
  run: string,
  flags: OpenRunFlags,
  environment: NodeEnvironment,
): Promise<OpenedRun> {
  const { path, checkpoint } = runPlace(run, environment);
  const folder = relative(environment.directory, path) || ".";
  const record = readRecord(path);
  const paramsFor = await readParams(folder, { path, checkpoint }, environment);
  const { opened, changed } = await openRunExperiment(folder, flags, environment);
  const { experiment } = opened.loaded;
  const { engine, lack } = await chooseEngine(experiment.engine, environment);
  const network = buildNetwork(opened.registry, experiment.model, {
    engine,
    dtype: dtypeOf(experiment.dtype),
  });
  const params = paramsFor(network);
  return { run: folder, record, opened, network, params, changed, ...(lack === undefined ? {} : { lack }) };
}

/** Reads the parameters of a run or of one of its checkpoints, for the network that they fit. */
async function readParams(
  run: string,
  { path, checkpoint }: RunPlace,
  environment: NodeEnvironment,
): Promise<(network: Network) => NetworkParams> {
  if (checkpoint === undefined) {
    const model = await readModel(run, path, environment);
    return (network) => decodeParams(network, model, join(run, runFiles.model));
  }
  const store = checkpointsOf(path, environment);
  await requireCheckpoint(store, checkpoint, run);
  const opened = await openCheckpoint(store, run, checkpoint);
  return (network) => checkpointParams(network, opened);
}

/** The bytes of the model of a run. */
async function readModel(run: string, path: string, environment: NodeEnvironment): Promise<Uint8Array> {
  const file = join(path, runFiles.model);
  let bytes: Uint8Array;
  try {
    bytes = readRunFile(path, "model");
  } catch (error) {
    if (!(error instanceof RetrogradError) || error.code !== "E_RUN") throw error;
    const { status } = readCurrent(path);
    const resume = status === "killed" ? [`resume it with retrograd train --resume ${shellWord(run)}`] : [];
    const advice = adviceOf([...resume, ...(await checkpointToName(run, path, environment))]);
    const message = `${file} is missing: the run ${statusTexts[status]}, and only completed or interrupted runs have a model${advice}`;
    throw new RetrogradError("E_RUN", message, { cause: error });
  }
  const { model } = readRecord(path);
  const actual = sha256(bytes);
  if (model === undefined || model.sha256 === actual) return bytes;
  const accept = `if it was changed on purpose, remove "model" from ${runFiles.record}`;
  const advice = adviceOf([...(await checkpointToName(run, path, environment)), accept]);
  const message = `${file} is damaged: its sha256 must be ${model.sha256.slice(0, 12)}..., got ${actual.slice(0, 12)}...${advice}`;
  throw new RetrogradError("E_RUN", message);
}

async function checkpointToName(
  run: string,
  path: string,
  environment: NodeEnvironment,
): Promise<readonly string[]> {
  const last = (await checkpointsOf(path, environment).list()).at(-1);
  return last === undefined
    ? []
    : [`use one of its checkpoints, ${shellWord(join(run, checkpointsFolder, last))}`];
}

function adviceOf(fixes: readonly string[]): string {
  return fixes.length === 0 ? "" : `: ${fixes.join(", or ")}`;
}

const statusTexts: Readonly<Record<CurrentStatus, string>> = {
  running: "is running",
  killed: "was killed",
  failed: "is failed",
  completed: "is completed",
  interrupted: "is interrupted",
};
