import { relative } from "node:path";
import { type Engine, RetrogradError, visibleText } from "@retrograd/core";
import type { RunRecord } from "@retrograd/runs";
import { lockRun, nodeFiles } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
} from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import { changedPlugins, recordPlugin } from "../plugins/changed-plugins.js";
import { openRunExperiment } from "../run/open-run-experiment.js";
import { readRecord } from "../run/read-record.js";
import { requireSame, resumeRun } from "../run/resume-run.js";
import { runPlace } from "../run/run-place.js";
import { readSettings } from "../run/run-settings.js";
import { checkpointPlan, loadTraining, type PreparedTraining } from "./prepared-training.js";

/** Which run to resume. */
export interface ResumeArguments extends ExperimentFlags {
  /** Folder of a run, or one of its checkpoints. */
  readonly run: string;
  /** The experiment file, which must say the same as the run. Default: the experiment of the run. */
  readonly file?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** The training of a resumed run. */
export interface PreparedResume extends PreparedTraining {
  /** Steps that the run has behind it. */
  readonly firstStep: number;
}

/** Prepares to resume a run from its last checkpoint, or from the one named. Nothing is written unless everything is right;
 *  from then on the folder of the run is locked by this process.
 *  @throws RetrogradError E_RUN when the run is completed, damaged, in use, or of another experiment or other data; E_SPEC,
 *  E_DATA_MISSING, E_ENGINE, E_PLUGIN, E_FILE */
export async function prepareResume(
  args: ResumeArguments,
  messages: Messages,
  environment: NodeEnvironment,
): Promise<PreparedResume> {
  const place = runPlace(args.run, environment);
  const run = relative(environment.directory, place.path) || ".";
  const opened = await openFor(run, args, environment);
  const settings = readSettings(place.path);
  requireSame(args.run, settings.experiment, opened.loaded.resolved);
  const changes = changedPlugins(run, settings.plugins, opened.plugins);
  for (const change of changes) messages.warn(change);
  const options = { dataDir: args.dataDir, trained: { run, record: readRecord(place.path) }, messages };
  const { data, engine, setup } = await loadTraining(opened, options, environment);
  const plan = checkpointPlan(opened, place.path, environment);
  const { files = nodeFiles } = environment;
  const unlock = lockRun(place.path);
  try {
    const record = readRecord(place.path);
    requireUnfinished(run, record);
    warnOfOtherEngine(run, { record, engine }, messages);
    const resumed = await resumeRun(
      {
        place,
        run,
        plan,
        setup,
        files,
        unlock,
        warn: messages.warn,
        ...(changes.length > 0 && { changedPlugins: opened.plugins.map(recordPlugin) }),
      },
      environment,
    );
    return { opened, data, run: resumed, plan, setup: resumed.setup, firstStep: resumed.step };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The experiment of the file, if there is one, or else of the run. */
async function openFor(
  run: string,
  { file, ...flags }: ResumeArguments,
  environment: NodeEnvironment,
): Promise<OpenedExperiment> {
  if (file !== undefined) return openExperiment(file, flags, environment);
  return (await openRunExperiment(run, flags, environment)).opened;
}

function requireUnfinished(run: string, { status }: RunRecord): void {
  if (status !== "completed") return;
  throw new RetrogradError("E_RUN", `${visibleText(run)} is completed: there is nothing to resume`);
}

function warnOfOtherEngine(
  run: string,
  { record, engine }: { readonly record: RunRecord; readonly engine: Engine },
  messages: Messages,
): void {
  if (record.engine.name === engine.name) return;
  const before = visibleText(`${run} ran on ${record.engine.name} (${record.engine.description})`);
  messages.warn(
    `${before} and continues on ${engine.name} (${engine.description}): the bits may differ from those of an uninterrupted run`,
  );
}
