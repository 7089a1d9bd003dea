import { type RandomStreams, RetrogradError, sameShape, type Tensor, tensor } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import type { Network, NetworkParams } from "@retrograd/network";
import type { Optimizer, Schedule } from "@retrograd/plugin";
import {
  initOptimizerState,
  initTraining,
  type OptimizerState,
  type TrainingState,
} from "@retrograd/trainer";
import { namedArray, namedParams, paramsOf } from "../params-file.js";
import type { RunProgress } from "../run-progress.js";
import { encodeSafetensors, type NamedArray, openSafetensors } from "../safetensors/safetensors.js";
import { type CheckpointState, decodeState, encodeState } from "./checkpoint-state.js";

/** What training is made of, as far as a checkpoint holds or restores it. */
export interface TrainingParts {
  readonly network: Network;
  readonly params: NetworkParams;
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule;
  readonly streams: RandomStreams;
  readonly order: BatchOrder;
}

/** A restored checkpoint: what training resumes from. */
export interface RestoredTraining {
  readonly params: NetworkParams;
  readonly from: TrainingState;
  readonly progress: RunProgress;
}

/** Digits in the place of a checkpoint's own sha256 while that is not known. They are the first thing in the header after
 *  its name, so that they stand at the same place of every checkpoint. */
export const unsealed: string = "0".repeat(64);

/** A checkpoint as a safetensors file, which any reader of that format opens: the parameters, the tensors of the optimizer, and
 *  in the header's metadata `sha256` (empty: the writer of the file fills it in), `format`, `experiment` and `state`, a
 *  JSON text. The numbers are copied, so that training can continue while the file is written. */
export function encodeCheckpoint(
  { params, streams, order }: TrainingParts,
  { optimizer, ...training }: TrainingState,
  { experiment, ...progress }: RunProgress,
): Uint8Array {
  const shared = streams.shared?.state();
  const kept = order.state();
  const state = encodeState({
    ...training,
    ...(shared === undefined ? {} : { generator: shared }),
    ...(kept === undefined ? {} : { order: kept }),
    ...progress,
  });
  const arrays = [...namedParams(params), ...Object.entries(optimizer).map(namedArray)];
  return encodeSafetensors(arrays, { sha256: unsealed, format: "retrograd", experiment, state });
}

/** A checkpoint whose file is read, and nothing restored yet. */
export interface OpenedCheckpoint {
  /** What errors name: the file. */
  readonly source: string;
  readonly experiment: string;
  readonly state: CheckpointState;
  readonly arrays: readonly NamedArray[];
}

/** Reads the file of a checkpoint.
 *  @throws RetrogradError E_RUN when it is not what this version writes */
export function decodeCheckpoint(bytes: Uint8Array, source: string): OpenedCheckpoint {
  const { metadata, arrays } = openSafetensors(bytes, source);
  const state = decodeState(metadata.get("state") ?? "", source);
  const experiment = metadata.get("experiment");
  if (experiment === undefined)
    throw new RetrogradError("E_RUN", `${source} does not say of which experiment it is a checkpoint`);
  return { source, experiment, state, arrays };
}

// as OptimizerState names them; no id of a layer has a slash
const isOfOptimizer = ({ name }: NamedArray) => name.includes("/");

/** The parameters that a checkpoint holds, for a network.
 *  @throws RetrogradError E_RUN naming the parameter that is missing, unknown or of another shape */
export function checkpointParams(network: Network, { source, arrays }: OpenedCheckpoint): NetworkParams {
  const own = arrays.filter((array) => !isOfOptimizer(array));
  return paramsOf(network, own, source);
}

/** Restores a checkpoint for the same experiment: parameters and optimizer as new tensors, and the random numbers of
 *  `streams` and `order` where they stood.
 *  @throws RetrogradError E_RUN naming the tensor that does not fit */
export function restoreCheckpoint(
  { network, optimizer, schedule, streams, order }: Omit<TrainingParts, "params">,
  checkpoint: OpenedCheckpoint,
): RestoredTraining {
  const params = checkpointParams(network, checkpoint);
  const slots = restoreOptimizer(optimizer, params, checkpoint);
  const { rows, metrics, generator: kept, order: epoch, ...training } = checkpoint.state;
  const { step, toEvaluate, schedule: scheduled, stop, ended } = training;
  const from: TrainingState = {
    ...initTraining(params, optimizer, schedule),
    step,
    toEvaluate,
    schedule: scheduled,
    stop,
    ...(ended === undefined ? {} : { ended }),
    optimizer: slots,
  };
  if (epoch !== undefined) order.restore(epoch);
  if (kept !== undefined) streams.shared?.restore(kept);
  return { params, from, progress: { rows, metrics, experiment: checkpoint.experiment } };
}

function restoreOptimizer(
  optimizer: Optimizer,
  params: NetworkParams,
  { source, arrays: all }: OpenedCheckpoint,
): OptimizerState {
  const arrays = new Map(all.filter(isOfOptimizer).map((array) => [array.name, array]));
  const expected = Object.entries(initOptimizerState(optimizer, params));
  const restored = expected.map(([name, first]): [string, Tensor] => {
    const array = arrays.get(name);
    if (array === undefined || !sameShape(array.shape, first.shape) || expected.length !== arrays.size) {
      throw new RetrogradError(
        "E_RUN",
        `${source} does not hold the state of ${optimizer.type} for this network`,
      );
    }
    return [name, tensor(array.values, array.shape, first)];
  });
  return Object.fromEntries(restored);
}
