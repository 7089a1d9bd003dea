import { resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { isPrepareOption, type PreparedData, prepareData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import { type DataFiles, type Dataset, type DatasetDefinition, resolveOrThrow } from "@retrograd/plugin";
import type { NodeEnvironment } from "../environment.js";
import type { Messages } from "../messages.js";
import { checkSameData, scalingOf, type TrainedRun } from "../run/check-same-data.js";
import { checkFit } from "./check-fit.js";
import { warnOfClasses } from "./class-labels.js";
import { mistakeAt, type OpenedExperiment } from "./open-experiment.js";

/** What data are loaded for. */
export interface DataFlags {
  /** Folder that the user named for data sets. */
  readonly dataDir?: string | undefined;
  /** The run that was trained on them: they must be the same, and are scaled as it was. */
  readonly trained?: TrainedRun | undefined;
  /** Receives warnings, and how far a large file has been read. */
  readonly messages?: Messages;
}

/** Loads the data that an experiment names, makes them ready, and checks that they fit the model.
 *  @throws RetrogradError E_SPEC with the place in the file, or E_DATA_MISSING with every place looked at, or E_PLUGIN when a
 *  plugin fails, or E_RUN when they are not those of the run */
export async function loadData(
  opened: OpenedExperiment,
  environment: NodeEnvironment,
  { dataDir, trained, messages }: DataFlags,
): Promise<PreparedData> {
  const path = dataDir ?? opened.loaded.experiment.data?.path;
  const data = await loadDataFrom(opened, filesFor(opened, environment, path, messages), trained);
  const { limit } = opened.loaded.experiment.data ?? {};
  if (messages !== undefined && trained === undefined)
    warnOfClasses(data, limit === undefined ? {} : { limit }, messages.warn);
  if (messages !== undefined && data.test === undefined)
    messages.note(
      "no test split, as data.test is 0: what is measured was trained on, and says nothing of new data",
    );
  return data;
}

/** What of an experiment its data depend on. */
type Loading = Pick<OpenedExperiment, "loaded" | "registry" | "plugins">;

/** The same from files that are read in any way. */
export async function loadDataFrom(
  opened: Loading,
  files: DataFiles,
  trained?: TrainedRun,
): Promise<PreparedData> {
  const section = opened.loaded.experiment.data;
  if (section === undefined) {
    throw mistakeAt(opened, {
      code: "RG3001",
      path: [],
      message: '"data" is missing: say what to learn from, such as data: { dataset: digits, scale: unit }',
    });
  }
  const { definition, options } = resolveOrThrow(opened.registry, "datasets", section.dataset);
  const dataset = await placing(opened, () =>
    blamingPlugin(opened, definition, () => definition.load(options, files)),
  );
  if (trained !== undefined) checkSameData(trained, dataset);
  const fitted = trained === undefined ? {} : { fitted: scalingOf(trained, section.scale) };
  const data = await placing(opened, async () => prepareData(dataset, { ...section, ...fitted }));
  checkFit(opened, data);
  return data;
}

function filesFor(
  { directory }: OpenedExperiment,
  { directory: workingDirectory, variables, cacheDirectory }: NodeEnvironment,
  dataDirectory: string | undefined,
  messages: Messages | undefined,
): DataFiles {
  return nodeDataFiles({
    base: directory,
    environment: variables,
    cacheDirectory,
    ...(messages?.reading && { progress: messages.reading }),
    ...(dataDirectory === undefined ? {} : { dataDirectory: resolve(workingDirectory, dataDirectory) }),
  });
}

/** Runs `load`; what a plugin throws that is no RetrogradError is the plugin's fault. */
async function blamingPlugin(
  { plugins }: Loading,
  { type }: DatasetDefinition,
  load: () => Promise<Dataset>,
): Promise<Dataset> {
  try {
    return await load();
  } catch (error) {
    const owner = plugins.find(({ plugin }) => plugin.datasets?.some((dataset) => dataset.type === type));
    if (owner === undefined || error instanceof RetrogradError) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new RetrogradError(
      "E_PLUGIN",
      `the data set ${type} of the plugin ${owner.plugin.name} failed: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

/** Runs `work`; what it finds wrong is shown at the place of the file that asked for it. */
async function placing<T>(opened: Loading, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    const path = ["data", "dataset"];
    if (error.code === "E_DATA_MISSING") throw missing(opened, error);
    if (error.code === "E_DATA_FORMAT") {
      throw mistakeAt(opened, { code: "RG3003", path, message: error.message });
    }
    const { option } = error.data;
    if (!isPrepareOption(option)) throw error;
    const code = option === "scale" ? "RG3007" : "RG3006";
    throw mistakeAt(opened, { code, path: ["data", option], message: error.message });
  }
}

/** Keeps the list of places below the frame, where it can have a line for each. */
function missing(opened: Loading, error: RetrogradError): RetrogradError {
  const place = mistakeAt(opened, {
    code: "RG3002",
    path: ["data", "dataset"],
    message: "these data were not found",
  });
  return new RetrogradError("E_DATA_MISSING", `${place.message}\n\n${error.message}`, {
    cause: error,
    data: { ...error.data, ...place.data },
  });
}
