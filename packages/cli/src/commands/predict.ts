import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { describeLack } from "../experiment/engine.js";
import { csvLine } from "../prediction/csv-line.js";
import { type Prediction, predictRows } from "../prediction/predict-rows.js";
import { readInputs } from "../prediction/read-inputs.js";
import { type OpenRunFlags, openRun } from "../run/open-run.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";

/** Arguments of `retrograd predict`. */
export interface PredictArguments extends OutputFlags, OpenRunFlags {
  readonly run: string;
  readonly input: string;
}

/** Says what the model of a run makes of new inputs: one CSV row for each on stdout. */
export async function predict(args: PredictArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openRun(args.run, args, environment);
  if (opened.lack !== undefined) terminal.note(describeLack(opened.lack));
  for (const change of opened.changed) terminal.warn(change);
  const bytes = readInputFile(resolve(environment.directory, args.input), args.input);
  const rows = await readInputs(bytes, args.input, opened);
  const predictions = predictRows(opened, rows);
  terminal.document({ path: args.run, predictions, warnings: opened.changed });
  const { targetNames } = opened.record.data;
  const isClassifier = opened.network.loss.loss.targets === "classes";
  terminal.result(csvLine(["index", ...(isClassifier ? ["class", "probability"] : targetNames)]));
  for (const prediction of predictions) terminal.result(csvLine(cellsOf(prediction)));
  return exitCodes.ok;
}

function cellsOf(prediction: Prediction): readonly (string | number)[] {
  return "class" in prediction
    ? [prediction.index, prediction.class, prediction.probability]
    : [prediction.index, ...Object.values(prediction.values)];
}

function readInputFile(path: string, shown: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `the input ${shown} cannot be read: ${reason}`, { cause: error });
  }
}
