import { resolve } from "node:path";
import { defined, rowCount } from "@retrograd/core";
import { openInputFile } from "@retrograd/data/node";
import { type Prediction, predictRows } from "../prediction/predict-rows.js";
import { type ReadingHooks, readInputs } from "../prediction/read-inputs.js";
import { openRun } from "../run/open-run.js";
import {
  type ExperimentOptions,
  environmentOf,
  flagsOf,
  messagesOf,
  type ProgramOptions,
} from "./program-options.js";

/** Options of `predict`. */
export interface PredictProgramOptions extends ProgramOptions, Pick<ExperimentOptions, "engine"> {
  /** Whether the first line of a CSV file names its columns. By default that is recognised. */
  readonly header?: boolean;
}

/** Predicts with the model of a run, or of one of its checkpoints, for each sample of a file, in order. The file is read in
 *  blocks, so neither inputs nor predictions need to fit in memory.
 *  input: a file of any format that `retrograd predict` reads
 *  @throws RetrogradError E_RUN, E_PLUGIN, E_ENGINE, E_FILE; E_DATA_FORMAT naming file, row and column */
export async function* predict(
  run: string,
  input: string,
  options: PredictProgramOptions = {},
): AsyncGenerator<Prediction> {
  const environment = environmentOf(options);
  const messages = messagesOf(options);
  const opened = await openRun(run, flagsOf(options), environment);
  for (const change of opened.changed) messages.warn(change);
  const file = await openInputFile(resolve(environment.directory, input), input);
  try {
    const hooks: ReadingHooks = { ...defined({ header: options.header }), notice: messages.warn };
    let index = 0;
    for await (const rows of readInputs(file, opened, hooks)) {
      for (const predictions of predictRows(opened, rows, index)) {
        options.signal?.throwIfAborted();
        yield* predictions;
      }
      index += rowCount(rows);
    }
  } finally {
    await file.close();
  }
}
