import { resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { isPrepareOption, type PreparedData, prepareData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import { inputRanges } from "@retrograd/network";
import { type DataFiles, type Dataset, type DatasetDefinition, resolveOrThrow } from "@retrograd/plugin";
import type { NodeEnvironment } from "../environment.js";
import type { Messages } from "../messages.js";
import { checkSameData, scalingOf, type TrainedRun } from "../run/check-same-data.js";
import { checkFit } from "./check-fit.js";
import { inputPath } from "./check-inputs.js";
import { warnOfClasses } from "./class-labels.js";
import { mistakeAt, type OpenedExperiment } from "./open-experiment.js";

/** Options of `loadData`. */
export interface DataFlags {
  /** Folder with data sets, in place of the experiment's `data.path`. */
  readonly dataDir?: string | undefined;
  /** The run that was trained on the data. They must be the same, and are scaled the same way. */
  readonly trained?: TrainedRun | undefined;
  /** Receives warnings, and the progress of reading a large file. */
  readonly messages?: Messages;
}

/** Loads and prepares the data of an experiment, and checks that they fit the model.
 *  @throws RetrogradError E_SPEC with the place in the file; E_DATA_MISSING with every place searched; E_PLUGIN when a plugin
 *  fails; E_RUN when the data are not those of the run */
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
      "no test split, as data.test is 0: metrics are of training samples, and do not show how well new data are predicted",
    );
  return data;
}

/** The parts of an opened experiment that its data depend on. */
type Loading = Pick<OpenedExperiment, "loaded" | "registry" | "plugins">;

/** The same with any access to files. */
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
      message: '"data" is missing: write what to learn from, such as data: { dataset: digits, scale: unit }',
    });
  }
  const { definition, options } = resolveOrThrow(opened.registry, "datasets", section.dataset);
  const dataset = await withPlace(opened, () =>
    blamingPlugin(opened, definition, () => definition.load(options, files)),
  );
  if (trained !== undefined) checkSameData(trained, dataset);
  // indices are never scaled
  const inputs = inputRanges(opened.loaded.network);
  const unscaled = inputs.filter(({ indices }) => indices !== undefined);
  const scale = unscaled.length < inputs.length ? section.scale : "none";
  const padded = inputs.find(({ padding, indices }) => padding !== undefined && indices === undefined);
  if (padded !== undefined && scale !== "none") {
    const { padding, name } = padded;
    const key = inputPath(opened.loaded.network, name).join(".");
    throw mistakeAt(opened, {
      code: "RG3007",
      path: ["data", "scale"],
      message: `scale: ${scale} would change the number ${padding} that stands for padding in ${key}: scale the values before they are padded, and write scale: none`,
    });
  }
  const prepareOptions = {
    ...section,
    scale,
    unscaled,
    ordered: opened.loaded.experiment.train?.sampling === "streams",
    ...(trained && { fitted: scalingOf(trained, scale) }),
  };
  const data = await withPlace(opened, async () => prepareData(dataset, prepareOptions));
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

/** Runs `load`. Blames the plugin for an error that is not a RetrogradError. */
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

/** Runs `work`. Reports its errors at the place in the experiment file that caused them. */
async function withPlace<T>(opened: Loading, work: () => Promise<T>): Promise<T> {
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

/** Puts the list of searched places below the code frame, one on each line. */
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
