import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { encodeCheckpoint, encodeParams, rowsOf } from "@retrograd/runs";
import {
  checkpointFile,
  checkpointName,
  checkpointsFolder,
  parseCheckpointName,
  readRunFile,
  runFiles,
  writerOf,
} from "@retrograd/runs/node";
import { train } from "@retrograd/trainer";
import type { NodeEnvironment } from "../environment.js";
import type { Messages } from "../messages.js";
import { checkpointsOf } from "./checkpoints-of.js";
import { recordedRows } from "./current-record.js";
import { readRecord } from "./read-record.js";
import { differenceOf, openReplay, type Replay, type ReplayFlags } from "./replay.js";

/** The first difference between a run and its replay. */
export interface RunDifference {
  readonly step: number;
  /** File of the run, or tensor in it. */
  readonly what: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** What a replay compared, and the first difference, if any. */
export interface Verification {
  /** Steps that were trained again. */
  readonly steps: number;
  /** Rows of metrics.jsonl that were compared. */
  readonly rows: number;
  /** Checkpoints that were compared. */
  readonly checkpoints: number;
  /** Whether the model was compared. */
  readonly model: boolean;
  /** A sentence for each plugin that has changed since training. */
  readonly warnings: readonly string[];
  /** Undefined when every bit is the same. */
  readonly difference?: RunDifference;
}

/** Trains a run again and compares every row, every checkpoint and the model with the files of the run, bit by bit. A killed
 *  run is compared as far as it was written.
 *  @throws RetrogradError E_RUN while a process writes there, and when a checkpoint is damaged */
export async function verifyRun(
  run: string,
  flags: ReplayFlags,
  messages: Messages,
  environment: NodeEnvironment,
): Promise<Verification> {
  const path = resolve(environment.directory, run);
  requireIdle(run, path);
  const replay = await openReplay(run, flags, environment);
  for (const change of replay.changed) messages.warn(change);
  const store = checkpointsOf(path, environment);
  const checkpoints = new Map<string, Uint8Array>();
  for (const name of await store.list()) checkpoints.set(name, await store.load(name));
  const rows = recordedRows(path);
  const model = existsSync(join(path, runFiles.model)) ? readRunFile(path, "model") : undefined;
  const steps = Math.max(replay.steps, ...[...checkpoints.keys()].map(stepOf));
  const difference = await firstDifference(replay, { steps, rows, checkpoints, model }, () =>
    environment.pause(),
  );
  return {
    steps,
    rows: rows.length,
    checkpoints: checkpoints.size,
    model: model !== undefined,
    warnings: replay.changed,
    ...(difference === undefined ? {} : { difference }),
  };
}

/** @throws RetrogradError E_RUN when the folder is not a run, or naming the process that writes into it */
function requireIdle(run: string, path: string): void {
  readRecord(path);
  const writer = writerOf(path);
  if (writer === undefined) return;
  throw new RetrogradError("E_RUN", `${writer} still trains ${run}: wait until it ends, or end it`);
}

function stepOf(checkpoint: string): number {
  return parseCheckpointName(checkpoint)?.step ?? 0;
}

interface Recorded {
  /** Steps that the run trained. */
  readonly steps: number;
  readonly rows: readonly string[];
  readonly checkpoints: ReadonlyMap<string, Uint8Array>;
  readonly model: Uint8Array | undefined;
}

async function firstDifference(
  { record, options }: Replay,
  { steps, rows, checkpoints, model }: Recorded,
  pause: () => Promise<void>,
): Promise<RunDifference | undefined> {
  let rowIndex = 0;
  const remaining = new Map(checkpoints);
  if (steps === 0) return undefined;
  for await (const event of train(options)) {
    for (const row of rowsOf(event)) {
      const [recorded = "no more rows", replayed] = [rows[rowIndex], JSON.stringify(row)];
      rowIndex++;
      if (recorded !== replayed)
        return { step: event.step, what: `row ${rowIndex} of metrics.jsonl`, recorded, replayed };
    }
    if (event.type !== "boundary") continue;
    await pause();
    const name = checkpointName(event.state);
    const checkpoint = remaining.get(name);
    if (checkpoint !== undefined) {
      remaining.delete(name);
      const progress = { rows: { bytes: 0, sha256: "" }, metrics: record.metrics, experiment: "" };
      const replayed = encodeCheckpoint(options, event.state, progress);
      const difference = differenceAt({ step: event.step, file: checkpointFile(name) }, checkpoint, replayed);
      if (difference !== undefined) return difference;
    }
    // an interrupted run may have ended before the evaluation of its last step
    if (event.step > steps || (event.step === steps && rowIndex >= rows.length && remaining.size === 0))
      break;
  }
  const [name] = remaining.keys();
  if (name !== undefined)
    return {
      step: stepOf(name),
      what: `${checkpointsFolder}/${checkpointFile(name)}`,
      recorded: "a checkpoint",
      replayed: "none at that step",
    };
  if (rowIndex < rows.length) {
    return {
      step: steps,
      what: `row ${rowIndex + 1} of metrics.jsonl`,
      recorded: rows[rowIndex] ?? "",
      replayed: "no more rows",
    };
  }
  if (model === undefined) return undefined;
  const replayed = encodeParams(options.params, options.network);
  if (Buffer.compare(model, replayed) === 0) return undefined;
  const place = { step: steps, file: runFiles.model };
  const header = { step: steps, what: `the header of ${runFiles.model}`, recorded: "", replayed: "" };
  return differenceAt(place, model, replayed) ?? header;
}

/** The first tensor that differs. Metadata are not compared, because those of a checkpoint contain times. */
function differenceAt(
  { step, file }: { readonly step: number; readonly file: string },
  recorded: Uint8Array,
  replayed: Uint8Array,
): RunDifference | undefined {
  const inTensor = differenceOf(recorded, replayed);
  if (inTensor === undefined) return undefined;
  const { tensor, values } = inTensor;
  return { step, what: `${tensor} in ${file}`, recorded: values[0], replayed: values[1] };
}
