import { RetrogradError } from "@retrograd/core";
import {
  chooseEngine,
  describeLack,
  type ExperimentFlags,
  loadData,
  openExperiment,
  setUpTraining,
  trainSectionOf,
  warnOfTargets,
} from "@retrograd/node/command";
import { formatCount, formatLoss } from "@retrograd/node/format";
import { resolveOrThrow } from "@retrograd/plugin";
import {
  findLearningRate,
  type LearningRateRange,
  type RangePoint,
  sweepLearningRates,
} from "@retrograd/trainer";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { renderCurves } from "../../terminal/plot.js";
import { renderProgress } from "../../terminal/progress-bar.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";

/** Arguments of `retrograd lr-find`. */
export interface LrFindArguments extends OutputFlags, ExperimentFlags {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly dataDir?: string | undefined;
}

// fewer steps do not give a usable curve
const minSteps = 20;
const plotWidth = 100;
const plotHeight = 10;

/** Trains with rising learning rates, discards the model, and suggests a learning rate. */
export async function lrFind(args: LrFindArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const range = { from: args.from, to: args.to, steps: args.steps };
  requireRange(range);
  const opened = await openExperiment(args.file, args, environment);
  const section = trainSectionOf(opened);
  const data = await loadData(opened, environment, {
    dataDir: args.dataDir,
    messages: terminalMessages(terminal),
  });
  warnOfTargets(data, terminal);
  const { engine, lack } = await chooseEngine(opened.loaded.experiment.engine, environment);
  if (lack !== undefined) terminal.note(describeLack(lack));
  const setup = setUpTraining(opened, data, engine);
  const points: RangePoint[] = [];
  for await (const point of sweepLearningRates(setup, range)) {
    points.push(point);
    showProgress(terminal, point, range.steps);
    await environment.pause();
  }
  terminal.line.clear();
  const findings = findLearningRate(points, range);
  const { smoothed, steepest, lowest, suggested, untried } = findings;
  const [first, last] = [points[0]?.lr ?? range.from, points.at(-1)?.lr ?? range.to];
  if (!terminal.quiet) {
    const area = {
      width: Math.min(terminal.width, plotWidth),
      height: plotHeight,
      colours: terminal.colours,
    };
    // far larger losses only show that the rates are too large, and would flatten the rest of the curve
    const ceiling = 1.5 * (smoothed[0] ?? 0);
    const train = smoothed.map((loss) => Math.min(loss, ceiling));
    const title = `loss, learning rates ${formatRate(first)} to ${formatRate(last)} (logarithmic)`;
    terminal.result(`${renderCurves({ title, train, format: formatLoss }, area)}\n`);
  }
  const optimizer = resolveOrThrow(opened.registry, "optimizers", section.optimizer).definition.type;
  terminal.result(`loss falls fastest at lr ${formatRate(steepest)}, and is lowest at ${formatRate(lowest)}`);
  terminal.result(`try  --set train.optimizer.${optimizer}.lr=${formatRate(suggested)}`);
  if (untried === "below") {
    terminal.warn(`learning rates below ${formatRate(first)} may be better: start at a smaller --from`);
  }
  if (untried === "above") {
    terminal.warn(`learning rates above ${formatRate(last)} may be better: end at a larger --to`);
  }
  terminal.document({
    ...range,
    optimizer,
    steepest,
    lowest,
    suggested,
    ...(untried && { untried }),
    points: points.map((point, i) => ({ ...point, smoothed: smoothed[i] })),
  });
  return exitCodes.ok;
}

function requireRange({ from, to, steps }: LearningRateRange): void {
  if (from < to && steps >= minSteps) return;
  throw new RetrogradError(
    "E_USAGE",
    from < to
      ? `--steps must be ${minSteps} or more, got ${steps}`
      : `--from must be less than --to, got ${from} and ${to}`,
  );
}

function showProgress(terminal: Terminal, { step, lr, loss }: RangePoint, total: number): void {
  terminal.line.show(() => {
    const facts = [
      `step ${formatCount(step)}/${formatCount(total)}`,
      `lr ${formatRate(lr)}`,
      `loss ${formatLoss(loss)}`,
    ];
    return renderProgress({ done: step, total, facts }, terminal.lineWidth - 1, terminal.noteColours);
  });
}

/** A learning rate with two digits, which is as precise as the method. */
const formatRate = (lr: number): string => String(Number(lr.toPrecision(2)));
