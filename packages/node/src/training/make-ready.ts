import { relative } from "node:path";
import { type Engine, RetrogradError, visibleText } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { measuresOf } from "@retrograd/network";
import { toJsonText } from "@retrograd/runs/json-number";
import { lockRun, nodeFiles } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import { type ChosenEngine, chooseEngine, describeLack } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
} from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import { changedPlugins, recordPlugin } from "../plugins/changed-plugins.js";
import { preflight, renderPreflight } from "../preflight/preflight.js";
import { warnOfTargets } from "../preflight/targets.js";
import { type BegunRun, beginRun } from "../run/begin-run.js";
import { checkpointsOf } from "../run/checkpoints-of.js";
import { openRunExperiment } from "../run/open-run-experiment.js";
import { readRecord } from "../run/read-record.js";
import { requireSame, resumeRun } from "../run/resume-run.js";
import { type RunPlace, runPlace } from "../run/run-place.js";
import { readSettings } from "../run/run-settings.js";
import type { CheckpointPlan } from "./checkpointer.js";
import { setUpTraining, type TrainingSetup, trainSectionOf } from "./training-setup.js";

/** What is trained, and how. */
export interface TrainArguments extends ExperimentFlags {
  readonly file?: string | undefined;
  /** A run to resume, or one of its checkpoints. */
  readonly resume?: string | undefined;
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Checks first that the network can learn, whatever the experiment says of it. */
  readonly preflight?: boolean | undefined;
  /** An engine that is there already, for several trainings in one process. */
  readonly chosen?: ChosenEngine | undefined;
}

/** All that training takes, and where it begins. */
export interface ReadyTraining {
  readonly opened: OpenedExperiment;
  readonly data: PreparedData;
  readonly begun: BegunRun;
  readonly plan: CheckpointPlan;
  readonly setup: TrainingSetup;
  /** Steps that are behind a run that goes on. */
  readonly step?: number;
}

/** Makes training ready: a new run of an experiment, or one that goes on. Nothing is written before everything is known to be
 *  right; the folder of the run is this process's own from here on.
 *  @throws RetrogradError E_SPEC, E_DATA_MISSING, E_ENGINE, E_PREFLIGHT, E_RUN, E_FILE, E_USAGE */
export async function makeReady(
  args: TrainArguments,
  messages: Messages,
  environment: NodeEnvironment,
): Promise<ReadyTraining> {
  if (args.resume !== undefined && args.out !== undefined) {
    throw new RetrogradError(
      "E_USAGE",
      "--out names a new run, and --resume goes on with one: leave one of them out",
    );
  }
  const place = args.resume === undefined ? undefined : runPlace(args.resume, environment);
  const opened = await openFor(args, place, environment);
  const run = place === undefined ? "" : relative(environment.directory, place.path) || ".";
  let changes: readonly string[] = [];
  if (place !== undefined) {
    const settings = readSettings(place.path);
    requireSame(args.resume ?? "", settings.experiment, opened.loaded.resolved);
    changes = changedPlugins(run, settings.plugins, opened.plugins);
    for (const change of changes) messages.warn(change);
  }
  const section = trainSectionOf(opened);
  const trained = place === undefined ? undefined : { run, record: readRecord(place.path) };
  const data = await loadData(opened, environment, { dataDir: args.dataDir, trained, messages });
  const { engine, reason, lack } =
    args.chosen ?? (await chooseEngine(opened.loaded.experiment.engine, environment));
  const setup = setUpTraining(opened, data, engine);
  if (lack !== undefined) messages.note(describeLack(lack));
  messages.detail(`engine ${engine.name}: ${engine.description} (${reason})`);
  const experiment = toJsonText(opened.loaded.resolved);
  const { files = nodeFiles } = environment;
  if (place === undefined) {
    if (args.preflight ?? section.preflight ?? false) await requirePreflight(opened, data, engine, messages);
    else warnOfTargets(data, messages);
    const measures = measuresOf(setup.metrics ?? []);
    const begun = await beginRun({ opened, data, engine, files, measures, out: args.out }, environment);
    const plan = {
      settings: section.checkpoint,
      store: checkpointsOf(begun.folder.path, environment),
      experiment,
    };
    return { opened, data, begun, plan, setup };
  }
  const store = checkpointsOf(place.path, environment);
  const unlock = lockRun(place.path);
  try {
    const record = readRecord(place.path);
    if (record.status === "completed") {
      throw new RetrogradError("E_RUN", `${visibleText(run)} is completed: there is nothing to go on with`);
    }
    if (record.engine.name !== engine.name) {
      messages.warn(
        `${visibleText(`${run} ran on ${record.engine.name} (${record.engine.description})`)} and goes on with ${engine.name} (${engine.description}): the bits may differ from those of one run`,
      );
    }
    const resumed = await resumeRun(
      {
        place,
        run,
        experiment,
        setup,
        store,
        files,
        unlock,
        warn: messages.warn,
        ...(changes.length > 0 && { changedPlugins: opened.plugins.map(recordPlugin) }),
      },
      environment,
    );
    const plan = { settings: section.checkpoint, store, experiment };
    return { opened, data, begun: resumed, plan, setup: resumed.setup, step: resumed.step };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** @throws RetrogradError E_PREFLIGHT telling each check that fails, and how to fix it */
async function requirePreflight(
  opened: OpenedExperiment,
  data: PreparedData,
  engine: Engine,
  messages: Messages,
): Promise<void> {
  const checks = await preflight(opened, data, engine);
  const show = messages.preflight ?? renderPreflight;
  if (checks.every(({ ok }) => ok)) {
    messages.note(show(checks));
    return;
  }
  throw new RetrogradError(
    "E_PREFLIGHT",
    `preflight: this experiment will not learn as it is, nothing was written\n${show(checks)}`,
    { data: { checks } },
  );
}

/** The experiment of the file that is named, or else of the run. */
async function openFor(
  args: TrainArguments,
  place: RunPlace | undefined,
  environment: NodeEnvironment,
): Promise<OpenedExperiment> {
  if (args.file !== undefined) return openExperiment(args.file, args, environment);
  if (place === undefined) {
    throw new RetrogradError("E_USAGE", "name an experiment file, or a run to go on with: --resume RUN");
  }
  const run = relative(environment.directory, place.path) || ".";
  return (await openRunExperiment(run, args, environment)).opened;
}
