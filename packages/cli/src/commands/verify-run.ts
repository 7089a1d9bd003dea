import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import {
  checkpointsOf,
  differenceOf,
  openReplay,
  type Replay,
  type ReplayFlags,
  readRecord,
  rowsLeft,
} from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
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
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";

/** Arguments of `retrograd runs verify`. */
export interface VerifyArguments extends OutputFlags, ReplayFlags {
  readonly run: string;
}

/** Where a run and its replay part. */
interface Parting {
  readonly step: number;
  /** File of the run, or tensor in it. */
  readonly what: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** Trains a run again and compares every row, every checkpoint that is kept, and the model with what it left, bit by bit. Of a
 *  run that was killed all that it left is compared too.
 *  @throws RetrogradError E_RUN while a process writes there, and where a checkpoint is damaged */
export async function verifyRun(args: VerifyArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const path = resolve(environment.directory, args.run);
  requireStill(args.run, path);
  const replay = await openReplay(args.run, args, environment);
  for (const change of replay.changed) terminal.warn(change);
  const store = checkpointsOf(path, environment);
  const checkpoints = new Map<string, Uint8Array>();
  for (const name of await store.list()) checkpoints.set(name, await store.load(name));
  const rows = rowsLeft(path);
  const model = existsSync(join(path, runFiles.model)) ? readRunFile(path, "model") : undefined;
  const steps = Math.max(replay.steps, ...[...checkpoints.keys()].map(stepOf));
  const compared = { steps, rows: rows.length, checkpoints: checkpoints.size };
  const parting = await firstParting(replay, { steps, rows, checkpoints, model });
  terminal.document({
    path: args.run,
    same: parting === undefined,
    ...compared,
    warnings: replay.changed,
    ...(parting === undefined ? {} : { parting }),
  });
  if (parting === undefined) {
    terminal.result(
      `${visibleText(args.run)}: ${formatNumberOf(compared.steps, "step")} replayed; ${formatNumberOf(compared.rows, "row")}, ${formatNumberOf(compared.checkpoints, "checkpoint")}${model === undefined ? "" : " and the model"} have the same bytes`,
    );
    return exitCodes.ok;
  }
  const { step, what, recorded, replayed } = parting;
  terminal.result(`${visibleText(args.run)} parts from its replay at step ${formatCount(step)}, ${what}`);
  terminal.result(`  recorded ${recorded}\n  replayed ${replayed}`);
  return exitCodes.failed;
}

/** @throws RetrogradError E_RUN when the folder is no run, or naming the process that writes into it */
function requireStill(run: string, path: string): void {
  readRecord(path);
  const writer = writerOf(path);
  if (writer === undefined) return;
  throw new RetrogradError("E_RUN", `${writer} still trains ${run}: wait for its end, or end it`);
}

function stepOf(checkpoint: string): number {
  return parseCheckpointName(checkpoint)?.step ?? 0;
}

interface Recorded {
  /** How far the run came. */
  readonly steps: number;
  readonly rows: readonly string[];
  readonly checkpoints: ReadonlyMap<string, Uint8Array>;
  readonly model: Uint8Array | undefined;
}

async function firstParting(
  { record, options }: Replay,
  { steps, rows, checkpoints, model }: Recorded,
): Promise<Parting | undefined> {
  let at = 0;
  const left = new Map(checkpoints);
  if (steps === 0) return undefined;
  for await (const event of train(options)) {
    for (const row of rowsOf(event)) {
      const [recorded = "no more rows", replayed] = [rows[at], JSON.stringify(row)];
      at++;
      if (recorded !== replayed)
        return { step: event.step, what: `row ${at} of metrics.jsonl`, recorded, replayed };
    }
    if (event.type !== "boundary") continue;
    const name = checkpointName(event.state);
    const checkpoint = left.get(name);
    if (checkpoint !== undefined) {
      left.delete(name);
      const progress = { rows: { bytes: 0, sha256: "" }, metrics: record.metrics, experiment: "" };
      const own = encodeCheckpoint(options, event.state, progress);
      const parting = partingOf({ step: event.step, file: checkpointFile(name) }, checkpoint, own);
      if (parting !== undefined) return parting;
    }
    // an interrupted run may have ended before the evaluation of its last step
    if (event.step > steps || (event.step === steps && at >= rows.length && left.size === 0)) break;
  }
  const [name] = left.keys();
  if (name !== undefined)
    return {
      step: stepOf(name),
      what: `${checkpointsFolder}/${checkpointFile(name)}`,
      recorded: "a checkpoint",
      replayed: "none at that step",
    };
  if (at < rows.length) {
    return {
      step: steps,
      what: `row ${at + 1} of metrics.jsonl`,
      recorded: rows[at] ?? "",
      replayed: "no more rows",
    };
  }
  if (model === undefined) return undefined;
  const own = encodeParams(options.params);
  if (Buffer.compare(model, own) === 0) return undefined;
  const place = { step: steps, file: runFiles.model };
  const header = { step: steps, what: `the header of ${runFiles.model}`, recorded: "", replayed: "" };
  return partingOf(place, model, own) ?? header;
}

/** The first tensor that differs: what a checkpoint says beside its tensors holds times. */
function partingOf(
  { step, file }: { readonly step: number; readonly file: string },
  recorded: Uint8Array,
  replayed: Uint8Array,
): Parting | undefined {
  const difference = differenceOf(recorded, replayed);
  if (difference === undefined) return undefined;
  const { tensor, values } = difference;
  return { step, what: `${tensor} in ${file}`, recorded: values[0], replayed: values[1] };
}
