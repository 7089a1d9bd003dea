import { RetrogradError } from "@retrograd/core";
import {
  nothingMeasured,
  type OpenedCheckpoint,
  type RestoredTraining,
  restoreCheckpoint,
} from "@retrograd/runs";
import { type FileLayer, hasRows, reopenRunFolder } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import { flatten, showSetting } from "../experiment/flatten.js";
import type { RecordedPlugin } from "../plugins/changed-plugins.js";
import type { CheckpointPlan } from "../training/checkpointer.js";
import type { TrainingSetup } from "../training/training-setup.js";
import { requireCheckpoint } from "./checkpoints-of.js";
import { openCheckpoint } from "./open-checkpoint.js";
import { readRecord } from "./read-record.js";
import type { RunPlace } from "./run-place.js";
import type { StartedRun } from "./start-run.js";

/** A run that is resumed. */
export interface ResumedRun extends StartedRun {
  /** What to train with from here on. */
  readonly setup: TrainingSetup;
  /** Steps that it has behind it. */
  readonly step: number;
}

/** What a run is resumed with. */
export interface Resumption {
  readonly place: RunPlace;
  /** As the user wrote it. */
  readonly run: string;
  /** Its checkpoints, with the experiment as it is now. */
  readonly plan: CheckpointPlan;
  readonly setup: TrainingSetup;
  readonly files: FileLayer;
  readonly unlock: () => void;
  /** The plugins that are loaded now, if they differ from those of the run. */
  readonly changedPlugins?: readonly RecordedPlugin[] | undefined;
  /** Receives a warning for each damaged checkpoint that is skipped. */
  readonly warn: (message: string) => void;
}

/** Resumes a run from its last undamaged checkpoint, or from its start if it has none yet. What the run wrote after that is
 *  cut off, and will be written again.
 *  @throws RetrogradError E_RUN when every checkpoint is damaged, or the one named is; E_FILE when one cannot be read */
export async function resumeRun(resumption: Resumption, environment: NodeEnvironment): Promise<ResumedRun> {
  const { place, setup, files, unlock } = resumption;
  const { store } = resumption.plan;
  const record = readRecord(place.path);
  await store.tidy();
  const names = await store.list();
  const checkpoint = await lastUndamaged(resumption, names);
  const rows = checkpoint?.restored.progress.rows ?? { bytes: 0, sha256: emptySha256 };
  // later checkpoints, damaged or not, will be saved again
  const later = checkpoint === undefined ? [] : names.slice(names.indexOf(checkpoint.name) + 1);
  for (const name of later) await store.remove(name);
  const folder = await reopenRunFolder(place.path, rows, unlock, files);
  const step = checkpoint?.restored.from.step ?? 0;
  const { finishedAt: _ended, reason: _reason, timing: _timing, model: _model, ...rest } = record;
  const plugins = resumption.changedPlugins && { plugins: resumption.changedPlugins };
  const resumed = [...(record.resumed ?? []), { step, at: environment.now().toISOString(), ...plugins }];
  const { measures } = record.metrics;
  const metrics = checkpoint?.restored.progress.metrics ?? { ...nothingMeasured, measures };
  const running = { ...rest, status: "running" as const, steps: step, resumed, metrics };
  folder.writeRecord(running);
  const { params = setup.params, from } = checkpoint?.restored ?? {};
  return {
    folder,
    record: running,
    step,
    setup: { ...setup, params, ...(from === undefined ? {} : { from }) },
  };
}

// of zero bytes
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

interface UsableCheckpoint {
  readonly name: string;
  readonly restored: RestoredTraining;
}

async function lastUndamaged(
  resumption: Resumption,
  names: readonly string[],
): Promise<UsableCheckpoint | undefined> {
  const { place, run, warn } = resumption;
  if (place.checkpoint !== undefined) {
    await requireCheckpoint(resumption.plan.store, place.checkpoint, run);
    return { name: place.checkpoint, restored: await restore(resumption, place.checkpoint) };
  }
  const damage: string[] = [];
  for (const name of names.toReversed()) {
    try {
      const restored = await restore(resumption, name);
      for (const message of damage) warn(`${message}; resuming from ${name}`);
      return { name, restored };
    } catch (error) {
      // skip only damage: a file that cannot be read now may be undamaged
      const isDamage =
        error instanceof RetrogradError && error.code === "E_RUN" && error.data.changed !== true;
      if (!isDamage) throw error;
      damage.push(error.message);
    }
  }
  if (damage.length === 0) return undefined;
  throw new RetrogradError("E_RUN", `every checkpoint of ${run} is damaged:\n${damage.join("\n")}`);
}

async function restore(
  { place, run, plan, setup, files }: Resumption,
  name: string,
): Promise<RestoredTraining> {
  const checkpoint = await openCheckpoint(plan.store, run, name);
  const { source, state } = checkpoint;
  const { rows } = state;
  if (!(await hasRows(place.path, rows, files))) {
    throw new RetrogradError("E_RUN", `${source}: metrics.jsonl has changed since then`);
  }
  requireSame(run, parsed(checkpoint), JSON.parse(plan.experiment));
  return restoreCheckpoint(setup, checkpoint);
}

/** The experiment in a checkpoint. */
function parsed({ source, experiment }: OpenedCheckpoint): unknown {
  try {
    return JSON.parse(experiment);
  } catch (error) {
    throw new RetrogradError("E_RUN", `${source} contains no experiment in JSON`, { cause: error });
  }
}

/** Checks that the experiment of a run has not changed.
 *  @throws RetrogradError E_RUN with every setting that differs */
export function requireSame(run: string, then: unknown, now: unknown): void {
  const [before, after] = [flatten(then), flatten(now)];
  const show = (settings: ReadonlyMap<string, unknown>, path: string) =>
    settings.has(path) ? showSetting(settings.get(path)) : "nothing";
  const lines = [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [recorded, current] = [show(before, path), show(after, path)];
    return recorded === current ? [] : [`  ${path}: ${recorded} in the run, ${current} now`];
  });
  if (lines.length === 0) return;
  throw new RetrogradError(
    "E_RUN",
    `${run} cannot be resumed with another experiment; start a new run with it:\n${lines.join("\n")}`,
    { data: { changed: true } },
  );
}
