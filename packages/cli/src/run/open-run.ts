import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { buildNetwork, type Network, type NetworkParams } from "@retrograd/network";
import { loadSpec } from "@retrograd/spec";
import { decodeParams, type RunRecord } from "@retrograd/trainer";
import { readRunFile, runFiles } from "@retrograd/trainer/node";
import type { Environment } from "../environment.js";
import { chooseEngine, dtypeOf, type EngineLack } from "../experiment/engine.js";
import { loadRegistry } from "../experiment/load-registry.js";
import { type OpenedExperiment, overridesOf } from "../experiment/open-experiment.js";
import type { LoadedPlugin } from "../experiment/plugins.js";
import { readRecord } from "./read-record.js";
import { type RunSettings, readSettings } from "./run-settings.js";

/** A run that has ended: its experiment, its network, and the parameters it was left with. */
export interface OpenedRun {
  /** As it was named. */
  readonly run: string;
  readonly record: RunRecord;
  readonly opened: OpenedExperiment;
  readonly network: Network;
  readonly params: NetworkParams;
  /** What this machine lacks of the engine, to be told. */
  readonly lack?: EngineLack;
}

/** Flags that change what a run is opened with. */
export interface OpenRunFlags {
  readonly plugin?: readonly string[] | undefined;
  /** In place of the engine that the run was trained on. */
  readonly engine?: string | undefined;
}

/** Rebuilds the network of a run from its folder.
 *  @throws RetrogradError E_RUN when the folder is no run, is damaged or has no model; E_PLUGIN when a plugin is missing, E_ENGINE when its engine is */
export async function openRun(
  run: string,
  { plugin, engine: asked }: OpenRunFlags,
  environment: Environment,
): Promise<OpenedRun> {
  const path = resolve(environment.directory, run);
  const record = readRecord(path);
  const settings = readSettings(path);
  const model = readModel(path, record);
  const loaded = await loadRegistry(plugin, environment.directory);
  checkPlugins(run, settings, loaded.plugins);
  const file = join(run, runFiles.resolved);
  // JSON is YAML, so what is stored passes the same checks as what is written
  const text = JSON.stringify(settings.experiment, null, 2);
  const spec = loadSpec(text, { file, registry: loaded.registry, set: overridesOf({ engine: asked }) });
  const directory = resolve(realpathSync(path), settings.directory);
  const opened = { file, text, directory, set: [], spec, ...loaded };
  const { experiment } = spec;
  const { engine, lack } = await chooseEngine(experiment.engine, environment);
  const network = buildNetwork(loaded.registry, experiment.model, {
    engine,
    dtype: dtypeOf(experiment.dtype),
  });
  const params = decodeParams(network, model, join(run, runFiles.model));
  return { run, record, opened, network, params, ...(lack === undefined ? {} : { lack }) };
}

function readModel(path: string, { status }: RunRecord): Uint8Array {
  try {
    return readRunFile(path, "model");
  } catch (error) {
    const message = `${join(path, runFiles.model)} is missing: the run is ${status}, and only completed or interrupted runs have a model`;
    throw new RetrogradError("E_RUN", message, { cause: error });
  }
}

function checkPlugins(run: string, { plugins }: RunSettings, loaded: readonly LoadedPlugin[]): void {
  const missing = plugins.filter(({ name }) => !loaded.some(({ plugin }) => plugin.name === name));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(", ");
  const flags = missing.map(({ from }) => `--plugin ${from}`).join(" ");
  throw new RetrogradError("E_PLUGIN", `${run} was trained with ${names}, which is not loaded: add ${flags}`);
}
