import { realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Engine } from "@retrograd/core";
import { type PreparedData, sampleCount } from "@retrograd/data";
import type { Measure } from "@retrograd/plugin";
import { nothingMeasured, type RunRecord } from "@retrograd/runs";
import {
  createNumberedRunFolder,
  createRunFolder,
  type FileLayer,
  type RunFolder,
} from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import { recordPlugin } from "../plugins/changed-plugins.js";
import { ownVersion } from "../versions.js";
import { gitCommit } from "./git.js";
import { realPath } from "./real-path.js";
import type { RunSettings } from "./run-settings.js";

/** What a new run is made from. */
export interface NewRunParts {
  readonly opened: OpenedExperiment;
  readonly data: PreparedData;
  readonly engine: Engine;
  readonly files: FileLayer;
  /** What its evaluations will measure. */
  readonly measures: readonly Measure[];
  /** Folder of the run. Default: the next number in `runs`. */
  readonly out?: string | undefined;
}

/** A run whose folder is open: the folder, and the record so far. */
export interface StartedRun {
  readonly folder: RunFolder;
  readonly record: RunRecord;
}

/** Creates the folder of a run, and writes into it what is known before the first step.
 *  @throws RetrogradError E_RUN or E_FILE */
export async function startRun(parts: NewRunParts, environment: NodeEnvironment): Promise<StartedRun> {
  const { opened, files, out } = parts;
  const { name } = opened.loaded.experiment;
  const record = await firstRecord(parts, environment);
  const runs = join(environment.directory, "runs");
  // all folders in runs are equally deep, so the relative path to the experiment is known before the number is
  const path = out === undefined ? join(runs, "run") : resolve(environment.directory, out);
  const settings: RunSettings = {
    experiment: opened.loaded.resolved,
    set: opened.set,
    plugins: opened.plugins.map(recordPlugin),
    directory: relative(realPath(path, environment.directory), realpathSync(opened.directory)) || ".",
  };
  const run = { experiment: opened.text, resolved: settings, record };
  const folder =
    out === undefined
      ? await createNumberedRunFolder(runs, name, run, files)
      : await createRunFolder(path, run, files);
  return { folder, record };
}

async function firstRecord(
  { opened, data, engine, measures }: NewRunParts,
  environment: NodeEnvironment,
): Promise<RunRecord> {
  const { name, seed, dtype, rng } = opened.loaded.experiment;
  const git = await gitCommit(environment);
  const recordedData = {
    name: data.name,
    samples: {
      train: sampleCount(data.train),
      ...(data.validation === undefined ? {} : { validation: sampleCount(data.validation) }),
      test: data.test === undefined ? 0 : sampleCount(data.test),
    },
    ...(data.inputNames === undefined ? {} : { inputNames: data.inputNames }),
    targetNames: data.targetNames,
    scaling: data.scaling,
    files: data.files,
  };
  return {
    schema: 1,
    name,
    status: "running",
    seed,
    dtype,
    rng,
    engine: { name: engine.name, description: engine.description },
    versions: {
      retrograd: ownVersion(),
      node: environment.nodeVersion,
      ...Object.fromEntries(opened.plugins.map(({ plugin, version }) => [plugin.name, version])),
    },
    platform: environment.platform,
    ...(git === undefined ? {} : { git }),
    data: recordedData,
    startedAt: environment.now().toISOString(),
    steps: 0,
    metrics: { ...nothingMeasured, measures },
  };
}
