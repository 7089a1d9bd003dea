import { resolve } from "node:path";
import { decodeSafetensors, encodeParams, type RunRecord } from "@retrograd/runs";
import type { TrainOptions } from "@retrograd/trainer";
import type { NodeEnvironment } from "../environment.js";
import { chooseEngine } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import { setUpTraining } from "../training/training-setup.js";
import { readCurrent } from "./current-record.js";
import { openRunExperiment } from "./open-run-experiment.js";
import { readRecord } from "./read-record.js";

/** A run, ready to be trained again from its first step. */
export interface Replay {
  readonly record: RunRecord;
  /** How many steps the run came, by its rows where it was killed. */
  readonly steps: number;
  readonly options: TrainOptions;
  /** A sentence for each plugin that has changed since training. */
  readonly changed: readonly string[];
}

/** Flags of commands that train a run again. */
export interface ReplayFlags {
  readonly plugin?: readonly string[] | undefined;
  readonly dataDir?: string | undefined;
}

/** Makes a run ready to be trained again, on its own data and the engine that its experiment means here.
 *  @throws RetrogradError E_RUN when the folder is no run or its data have changed; E_PLUGIN, E_ENGINE, E_DATA_MISSING */
export async function openReplay(
  run: string,
  flags: ReplayFlags,
  environment: NodeEnvironment,
): Promise<Replay> {
  const path = resolve(environment.directory, run);
  const record = readRecord(path);
  const { opened, changed } = await openRunExperiment(run, { plugin: flags.plugin }, environment);
  const { dataDir } = flags;
  const data = await loadData(opened, environment, { dataDir, trained: { run, record } });
  const { engine } = await chooseEngine(opened.loaded.experiment.engine, environment);
  const options = setUpTraining(opened, data, engine);
  // time ends a run at another step each time: its replay ends where it did
  const steps = record.reason === "time" ? record.steps : options.steps;
  return { record, steps: readCurrent(path).steps, options: { ...options, steps }, changed };
}

/** The first element at which two sets of tensors differ. */
export interface TensorDifference {
  readonly tensor: string;
  /** What the two hold there: a number, a shape, or nothing where one has no such tensor. */
  readonly values: readonly [string, string];
}

/** The first difference between two safetensors files, bit by bit of each number; nothing when they hold the same. */
export function differenceOf(a: Uint8Array, b: Uint8Array): TensorDifference | undefined {
  const [first, second] = [decodeSafetensors(a, "the first"), decodeSafetensors(b, "the second")];
  const others = new Map(second.map((array) => [array.name, array]));
  for (const { name, shape, values } of first) {
    const other = others.get(name);
    others.delete(name);
    const shapes = [
      JSON.stringify(shape),
      other === undefined ? "nothing" : JSON.stringify(other.shape),
    ] as const;
    if (other === undefined || shapes[0] !== shapes[1]) return { tensor: name, values: shapes };
    const at = values.findIndex((value, i) => !Object.is(value, other.values[i]));
    if (at >= 0) return { tensor: `${name}[${at}]`, values: [String(values[at]), String(other.values[at])] };
  }
  const [more] = others.values();
  return more === undefined
    ? undefined
    : { tensor: more.name, values: ["nothing", JSON.stringify(more.shape)] };
}

/** The parameters of a training as they are now. */
export function parametersOf({ options }: Replay): Uint8Array {
  return encodeParams(options.params);
}
