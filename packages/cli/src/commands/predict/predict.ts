import { resolve } from "node:path";
import { rowCount, visibleText } from "@retrograd/core";
import { openInputFile } from "@retrograd/data/node";
import type { Interrupt } from "@retrograd/node/command";
import {
  describeLack,
  type OpenedRun,
  type OpenRunFlags,
  openRun,
  predictRows,
  readInputs,
} from "@retrograd/node/command";
import { formatPercent } from "@retrograd/node/format";
import { targetSpec } from "@retrograd/plugin";
import type { Environment } from "../../environment.js";
import { exitCodes, interruptCodes } from "../../exit-codes.js";
import { csvFormat, documentFormat, type OutputFormat } from "../../prediction/output-format.js";
import { fileSink, type OutputSink, streamSink } from "../../prediction/output-sink.js";
import { renderProgress } from "../../terminal/progress-bar.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { checkNew } from "../../write-new.js";

/** Arguments of `retrograd predict`. */
export interface PredictArguments extends OutputFlags, OpenRunFlags {
  readonly run: string;
  readonly input: string;
  /** A new file for the predictions. Default: stdout. */
  readonly out?: string | undefined;
  /** Whether the first line of a CSV file names its columns. */
  readonly header?: boolean | undefined;
  /** Writes names unchanged, including formulas of a spreadsheet. */
  readonly raw?: boolean | undefined;
}

/** Predicts new inputs with the model of a run and writes a CSV row for each. Inputs are read in blocks: neither all inputs nor
 *  all predictions are in memory at once. */
export async function predict(args: PredictArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  if (args.out !== undefined) checkNew(args.out, environment);
  const opened = await openRun(args.run, args, environment);
  if (opened.lack !== undefined) terminal.note(describeLack(opened.lack));
  for (const change of opened.changed) terminal.warn(change);
  let signal: Interrupt | undefined;
  const stopListening = environment.onInterrupt((interrupt) => {
    signal = interrupt;
  });
  const file = await openInputFile(resolve(environment.directory, args.input), args.input);
  const sink = args.out === undefined ? streamSink(environment.stdout) : fileSink(args.out, environment);
  const warnings = [...opened.changed];
  const hooks = {
    ...(args.header === undefined ? {} : { header: args.header }),
    notice: (text: string) => {
      warnings.push(text);
      terminal.warn(text);
    },
    progress: createProgress(terminal, args.input, file.size),
  };
  try {
    const inputs = readInputs(file, opened, hooks);
    const isComplete = await writePredictions(opened, inputs, {
      format: formatOf(args, opened),
      sink,
      warnings,
      // signals are received only when the event loop runs
      shouldContinue: async () => {
        await environment.pause();
        return signal === undefined;
      },
    });
    terminal.line.clear();
    if (signal !== undefined) return interruptCodes[signal];
    if (isComplete && (await sink.finish()) && args.out !== undefined)
      terminal.note(`predictions in ${visibleText(args.out)}`);
    return exitCodes.ok;
  } finally {
    terminal.line.clear();
    sink.discard();
    stopListening();
    await file.close();
  }
}

/** Writes a prediction for each input.
 *  @returns false if it was interrupted or the reader of the output has closed */
async function writePredictions(
  opened: OpenedRun,
  inputs: AsyncIterable<Parameters<typeof predictRows>[1]>,
  {
    format,
    sink,
    warnings,
    shouldContinue,
  }: {
    readonly format: OutputFormat;
    readonly sink: OutputSink;
    readonly warnings: readonly string[];
    shouldContinue(): Promise<boolean>;
  },
): Promise<boolean> {
  let next = 0;
  if (!(await sink.write(format.head))) return false;
  for await (const rows of inputs) {
    for (const predictions of predictRows(opened, rows, next)) {
      if (!(await sink.write(format.block(predictions)))) return false;
      if (!(await shouldContinue())) return false;
    }
    next += rowCount(rows);
  }
  return sink.write(format.tail(warnings));
}

function formatOf(args: PredictArguments, { record, network }: OpenedRun): OutputFormat {
  if (args.json === true) return documentFormat(args.run);
  const { kind, shape } = targetSpec(network.loss.loss);
  const columns =
    kind === "values"
      ? record.data.targetNames
      : [...(shape.length === 0 ? [] : ["step"]), "class", "probability"];
  return csvFormat(["index", ...columns], { raw: args.raw });
}

function createProgress({ line, lineWidth, noteColours }: Terminal, path: string, size: number) {
  return (done: number) => {
    const facts = [`predicting ${visibleText(path)}`, formatPercent(done / size)];
    line.show(() => renderProgress({ done, total: size, facts }, lineWidth, noteColours));
  };
}
