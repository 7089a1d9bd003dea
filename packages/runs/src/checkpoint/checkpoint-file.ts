import { defined, type RandomStreams, RetrogradError, sameShape, type Tensor, tensor } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import type { Network, NetworkParams, ParameterRule } from "@retrograd/network";
import type { Optimizer, Schedule } from "@retrograd/plugin";
import { initTraining, type OptimizerState, type TrainingState } from "@retrograd/trainer";
import { namedArray, namedParams, paramsOf, tiesMetadata } from "../params-file.js";
import type { RunProgress } from "../run-progress.js";
import { encodeSafetensors, type NamedArray, openSafetensors } from "../safetensors/safetensors.js";
import { type CheckpointState, decodeState, encodeState } from "./checkpoint-state.js";

/** The parts of training that a checkpoint contains or restores. */
export interface TrainingParts {
  readonly network: Network;
  readonly params: NetworkParams;
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule;
  readonly parameters?: readonly ParameterRule[];
  readonly streams: RandomStreams;
  readonly order: BatchOrder;
}

/** A restored checkpoint: what training resumes from. */
export interface RestoredTraining {
  readonly params: NetworkParams;
  readonly from: TrainingState;
  readonly progress: RunProgress;
}

/** The value of `sha256` in the header until the checkpoint is sealed. It is the first metadata, so its offset is the same in
 *  every checkpoint. */
export const unsealed: string = "0".repeat(64);

/** The names of the state of rows start with it: "rows/Rnn1.h". */
const rowPrefix = "rows/";

/** Encodes a checkpoint as a safetensors file: the parameters, the tensors of the optimizer, the state of rows, and in the metadata of the header
 *  `sha256` (64 zeros, until the file is written), `format`, `experiment` and `state`, a JSON text. The numbers are copied, so
 *  training can continue while the file is written. */
export function encodeCheckpoint(
  { network, params, streams, order }: TrainingParts,
  { optimizer, rowStates, ...training }: TrainingState,
  { experiment, ...progress }: RunProgress,
): Uint8Array {
  const generator = streams.shared?.state();
  const epochOrder = order.state();
  const state = encodeState({
    ...training,
    ...(generator === undefined ? {} : { generator }),
    ...(epochOrder === undefined ? {} : { order: epochOrder }),
    ...progress,
  });
  const arrays = [
    ...namedParams(params),
    ...Object.entries(optimizer).map(namedArray),
    ...namedParams(rowStates).map((array) => ({ ...array, name: `${rowPrefix}${array.name}` })),
  ];
  return encodeSafetensors(arrays, {
    sha256: unsealed,
    format: "retrograd",
    experiment,
    state,
    ...tiesMetadata(network),
  });
}

/** A checkpoint that is decoded but not restored yet. */
export interface OpenedCheckpoint {
  /** The name of the file, for errors. */
  readonly source: string;
  readonly experiment: string;
  readonly state: CheckpointState;
  readonly arrays: readonly NamedArray[];
}

/** Decodes the file of a checkpoint.
 *  @throws RetrogradError E_RUN when it does not have the format of this version */
export function decodeCheckpoint(bytes: Uint8Array, source: string): OpenedCheckpoint {
  const { metadata, arrays } = openSafetensors(bytes, source);
  const state = decodeState(metadata.get("state") ?? "", source);
  const experiment = metadata.get("experiment");
  if (experiment === undefined)
    throw new RetrogradError("E_RUN", `${source} has no "experiment" in its metadata`);
  return { source, experiment, state, arrays };
}

const isOfRows = ({ name }: NamedArray) => name.startsWith(rowPrefix);

// the names of OptimizerState have a slash too, after a dot: "Adam.m/Affine1.W"; the names of parameters have none
const isOfOptimizer = (array: NamedArray) => array.name.includes("/") && !isOfRows(array);

/** The parameters of a network from a checkpoint.
 *  @throws RetrogradError E_RUN with the parameter that is missing, unknown or has a wrong shape */
export function checkpointParams(network: Network, { source, arrays }: OpenedCheckpoint): NetworkParams {
  const params = arrays.filter((array) => !isOfOptimizer(array) && !isOfRows(array));
  return paramsOf(network, params, source);
}

/** Restores a checkpoint of the same experiment: returns the parameters, the state of the optimizer and that of rows as new tensors, and sets
 *  the random numbers of `streams` and `order` to their state at the checkpoint.
 *  @throws RetrogradError E_RUN when a tensor is missing or has a wrong shape */
export function restoreCheckpoint(
  { network, optimizer, schedule, parameters, streams, order }: Omit<TrainingParts, "params">,
  checkpoint: OpenedCheckpoint,
): RestoredTraining {
  const params = checkpointParams(network, checkpoint);
  const { rows, metrics, generator, order: epochOrder, ...training } = checkpoint.state;
  const { step, toEvaluate, schedule: scheduled, stop, ended } = training;
  const first = initTraining({ network, params, optimizer, order, ...defined({ schedule, parameters }) });
  const from: TrainingState = {
    ...first,
    step,
    toEvaluate,
    schedule: scheduled,
    stop,
    ...(ended === undefined ? {} : { ended }),
    optimizer: restoreSlots(optimizer, first.optimizer, checkpoint),
    rowStates: restoreRows(first.rowStates, checkpoint),
  };
  if (epochOrder !== undefined) order.restore(epochOrder);
  if (generator !== undefined) streams.shared?.restore(generator);
  return { params, from, progress: { rows, metrics, experiment: checkpoint.experiment } };
}

function restoreSlots(
  optimizer: Optimizer,
  first: OptimizerState,
  { source, arrays: all }: OpenedCheckpoint,
): OptimizerState {
  const arrays = new Map(all.filter(isOfOptimizer).map((array) => [array.name, array]));
  const expected = Object.entries(first);
  const restored = expected.map(([name, slot]): [string, Tensor] => {
    const array = arrays.get(name);
    if (array === undefined || !sameShape(array.shape, slot.shape) || expected.length !== arrays.size) {
      throw new RetrogradError(
        "E_RUN",
        `${source} does not hold the state of ${optimizer.type} for this network`,
      );
    }
    return [name, tensor(array.values, array.shape, slot)];
  });
  return Object.fromEntries(restored);
}

function restoreRows(first: NetworkParams, { source, arrays }: OpenedCheckpoint): NetworkParams {
  const stored = new Map(arrays.filter(isOfRows).map((array) => [array.name, array]));
  const entries = Object.entries(first).map(([id, tensors]) => {
    const restored = Object.entries(tensors).map(([name, { shape, dtype, engine }]): [string, Tensor] => {
      const array = stored.get(`${rowPrefix}${id}.${name}`);
      if (array === undefined || !sameShape(array.shape, shape))
        throw new RetrogradError("E_RUN", `${source} does not hold the state ${id}.${name} of each row`);
      return [name, tensor(array.values, shape, { dtype, engine })];
    });
    return [id, Object.fromEntries(restored)] as const;
  });
  return Object.fromEntries(entries);
}
