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

/** A run that is prepared to be trained again from its first step. */
export interface Replay {
  readonly record: RunRecord;
  /** Steps that the run trained; counted from its rows if it was killed. */
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

/** Prepares to train a run again, on its own data and the engine of its experiment on this machine.
 *  @throws RetrogradError E_RUN when the folder is not a run or its data have changed; E_PLUGIN, E_ENGINE, E_DATA_MISSING */
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
  // a time limit ends each training at another step: the replay ends at the step of the run
  const steps = record.reason === "time" ? record.steps : options.steps;
  return { record, steps: readCurrent(path).steps, options: { ...options, steps }, changed };
}

/** The first element at which two sets of tensors differ. */
export interface TensorDifference {
  readonly tensor: string;
  /** The two values: a number, a shape, or "nothing" if one has no such tensor. */
  readonly values: readonly [string, string];
}

/** The first difference between two safetensors files, comparing each bit; undefined when they are equal. */
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
    const index = values.findIndex((value, i) => !Object.is(value, other.values[i]));
    if (index >= 0)
      return { tensor: `${name}[${index}]`, values: [String(values[index]), String(other.values[index])] };
  }
  const [more] = others.values();
  return more === undefined
    ? undefined
    : { tensor: more.name, values: ["nothing", JSON.stringify(more.shape)] };
}

/** The current parameters of a replay, in safetensors format. */
export function parametersOf({ options }: Replay): Uint8Array {
  return encodeParams(options.params, options.network);
}
