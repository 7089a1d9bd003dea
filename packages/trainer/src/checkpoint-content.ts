import { type RandomStreams, RetrogradError, sameShape, type Tensor, tensor } from "@retrograd/core";
import type { BatchOrder } from "@retrograd/data";
import type { Network, NetworkParams, Optimizer, Schedule } from "@retrograd/network";
import { z } from "zod";
import { fromJsonNumber, toJsonNumber } from "./json-number.js";
import { initOptimizerState, type OptimizerState } from "./optimizers/optimizer-state.js";
import { decodeParams, encodeParams } from "./params-file.js";
import type { RunProgress } from "./run-progress.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
import { initTraining, type TrainingState } from "./training-state.js";

/** What training is made of, as far as a checkpoint holds or restores it. */
export interface TrainingParts {
  readonly network: Network;
  readonly params: NetworkParams;
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule;
  readonly streams: RandomStreams;
  readonly order: BatchOrder;
}

/** A checkpoint, opened: where training goes on, and with what. */
export interface RestoredTraining {
  readonly params: NetworkParams;
  readonly from: TrainingState;
  readonly progress: RunProgress;
}

const count = z.int().nonnegative();
const plain = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const generator = z.strictObject({ words: z.array(z.int()), spareNormal: z.number().exactOptional() });
// as toJsonNumber writes it
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(fromJsonNumber)]);
const numbers = z.object({ loss: number }).catchall(number);
const table = z.strictObject({
  perClass: z.array(number).exactOptional(),
  matrix: z.array(z.array(number)).exactOptional(),
});
const measure = z.strictObject({
  name: z.string(),
  better: z.enum(["higher", "lower"]),
  unit: z.literal("fraction").exactOptional(),
});
const bySplit = <T extends z.core.SomeType>(of: T) =>
  z.strictObject({ train: z.exactOptional(of), validation: z.exactOptional(of), test: z.exactOptional(of) });

const stateSchema = z.strictObject({
  schema: z.literal(1),
  step: count,
  toEvaluate: z.boolean(),
  schedule: plain,
  stop: z.strictObject({ seconds: z.number(), best: z.number().exactOptional(), waited: count }),
  ended: z.enum(["steps", "target", "patience", "time"]).exactOptional(),
  generator: generator.exactOptional(),
  order: z.strictObject({ epoch: count, drawnFrom: generator }).exactOptional(),
  rows: z.strictObject({ bytes: count, sha256: z.string() }),
  metrics: z.strictObject({
    final: bySplit(numbers),
    best: z.record(z.string(), z.strictObject({ value: z.number(), step: count })),
    measures: z.array(measure),
    tables: bySplit(z.record(z.string(), table)).exactOptional(),
  }),
  experiment: z.unknown(),
});

type StateFile = z.infer<typeof stateSchema>;

const [modelFile, optimizerFile, stateFile] = ["model.safetensors", "optimizer.safetensors", "state.json"];

/** The files of a checkpoint by name: copies, so that training may go on while they are written. */
export function encodeCheckpoint(
  { params, streams, order }: TrainingParts,
  { optimizer, ...training }: TrainingState,
  progress: RunProgress,
): ReadonlyMap<string, Uint8Array> {
  const named = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  const shared = streams.shared?.state();
  const kept = order.state();
  const state = {
    schema: 1,
    ...training,
    ...(shared === undefined ? {} : { generator: shared }),
    ...(kept === undefined ? {} : { order: kept }),
    ...progress,
  };
  return new Map([
    [modelFile, encodeParams(params)],
    [optimizerFile, encodeTensors(optimizer)],
    [stateFile, new TextEncoder().encode(`${JSON.stringify(state, named)}\n`)],
  ]);
}

/** What the state of a checkpoint says of the run, before anything is restored.
 *  @throws RetrogradError E_RUN when it is not what this version writes */
export function readProgress(files: ReadonlyMap<string, Uint8Array>, source: string): RunProgress {
  return readState(files, source);
}

/** Restores a checkpoint for the same experiment: parameters and optimizer as new tensors, and the random numbers of
 *  `streams` and `order` where they stood.
 *  @throws RetrogradError E_RUN naming the file that does not fit */
export function restoreCheckpoint(
  { network, optimizer, schedule, streams, order }: Omit<TrainingParts, "params">,
  files: ReadonlyMap<string, Uint8Array>,
  source: string,
): RestoredTraining {
  const { rows, metrics, experiment, generator: kept, order: epoch, ...training } = readState(files, source);
  const params = decodeParams(network, fileOf(files, modelFile, source), `${source}/${modelFile}`);
  const { step, toEvaluate, schedule: scheduled, stop, ended } = training;
  const from: TrainingState = {
    ...initTraining(params, optimizer, schedule),
    step,
    toEvaluate,
    schedule: scheduled,
    stop,
    ...(ended === undefined ? {} : { ended }),
    optimizer: decodeOptimizer(
      optimizer,
      params,
      fileOf(files, optimizerFile, source),
      `${source}/${optimizerFile}`,
    ),
  };
  if (epoch !== undefined) order.restore(epoch);
  if (kept !== undefined) streams.shared?.restore(kept);
  return { params, from, progress: { rows, metrics, experiment } };
}

function readState(files: ReadonlyMap<string, Uint8Array>, source: string): StateFile {
  const text = new TextDecoder().decode(fileOf(files, stateFile, source));
  const { data, error } = stateSchema.safeParse(parsed(text));
  if (data !== undefined) return data;
  throw new RetrogradError(
    "E_RUN",
    `${source}/${stateFile} is not what this version of Retrograd writes (schema 1)`,
    {
      cause: error,
    },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string, source: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes !== undefined) return bytes;
  throw new RetrogradError("E_RUN", `${source} has no ${name}`);
}

function encodeTensors(tensors: OptimizerState): Uint8Array {
  const arrays = Object.entries(tensors).map(([name, { shape, data }]) => ({
    name,
    shape,
    values: data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data),
  }));
  return encodeSafetensors(arrays, { format: "retrograd" });
}

function decodeOptimizer(
  optimizer: Optimizer,
  params: NetworkParams,
  bytes: Uint8Array,
  source: string,
): OptimizerState {
  const arrays = new Map(decodeSafetensors(bytes, source).map((array) => [array.name, array]));
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
