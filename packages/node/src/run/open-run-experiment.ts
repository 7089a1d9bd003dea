import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { loadExperimentText, shellWord } from "@retrograd/experiment";
import { runFiles } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import { type ExperimentFlags, type OpenedExperiment, overridesOf } from "../experiment/open-experiment.js";
import { changedPlugins } from "../plugins/changed-plugins.js";
import { type LoadedRegistry, loadRegistry, withTrusted } from "../plugins/load-registry.js";
import { type RunSettings, readSettings } from "./run-settings.js";

/** The experiment of a run, with the plugins that it was trained with. */
export interface OpenedRunExperiment {
  readonly opened: OpenedExperiment;
  /** A sentence for each plugin that has changed since training. */
  readonly changed: readonly string[];
}

/** Whether a path is the folder of a run. */
export function isRun(path: string, { directory }: Pick<NodeEnvironment, "directory">): boolean {
  return existsSync(resolve(directory, path, runFiles.record));
}

/** Opens the experiment that a run was trained with.
 *  @throws RetrogradError E_RUN when the folder is not a run or is damaged; E_PLUGIN when a plugin is missing, E_SPEC */
export async function openRunExperiment(
  run: string,
  flags: ExperimentFlags,
  environment: NodeEnvironment,
): Promise<OpenedRunExperiment> {
  const path = resolve(environment.directory, run);
  const settings = readSettings(path);
  const registered = await loadPluginsOf({ run, settings, pluginNames: flags.plugin }, environment);
  const file = join(run, runFiles.resolved);
  // JSON is YAML, so the stored experiment passes the same checks as an experiment file
  const text = JSON.stringify(settings.experiment, null, 2);
  const set = overridesOf(flags);
  const loaded = loadExperimentText(text, { file, registry: registered.registry, set });
  const directory = resolve(realpathSync(path), settings.directory);
  const opened = { file, text, directory, set, loaded, ...registered };
  return { opened, changed: changedPlugins(run, settings.plugins, registered.plugins) };
}

/** The plugins of a run to load. */
interface RunPlugins {
  /** As the user wrote it. */
  readonly run: string;
  readonly settings: RunSettings;
  /** Names of plugins on the command line. */
  readonly pluginNames: readonly string[] | undefined;
}

/** A registry with the plugins that a run was trained with. They are loaded only from the command line and the user's trust
 *  list: the paths in the run's folder are shown, never followed.
 *  @throws RetrogradError E_PLUGIN naming the flags to add when one is not loaded */
async function loadPluginsOf(
  { run, settings, pluginNames }: RunPlugins,
  environment: NodeEnvironment,
): Promise<LoadedRegistry> {
  const needed = settings.plugins.map(({ name }) => name);
  const loaded = await withTrusted(await loadRegistry(pluginNames, environment), needed, environment);
  const missing = settings.plugins.filter(
    ({ name }) => !loaded.plugins.some(({ plugin }) => plugin.name === name),
  );
  if (missing.length === 0) return loaded;
  const names = missing.map(({ name }) => shellWord(name)).join(", ");
  const flags = missing.map(({ from }) => `--plugin ${shellWord(from)}`).join(" ");
  const isOrAre = missing.length === 1 ? "is" : "are";
  throw new RetrogradError(
    "E_PLUGIN",
    `${run} was trained with ${names}, which ${isOrAre} not loaded: add ${flags}, if you know where that comes from`,
  );
}
