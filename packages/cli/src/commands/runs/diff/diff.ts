import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { visibleText } from "@retrograd/core";
import {
  differenceOf,
  flatten,
  openReplay,
  parametersOf,
  type Replay,
  type ReplayFlags,
  readRecord,
  readSettings,
  recordedRows,
  showSetting,
  type TensorDifference,
} from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import type { RunRecord } from "@retrograd/runs";
import { readRunFile, runFiles } from "@retrograd/runs/node";
import { type TrainOptions, train } from "@retrograd/trainer";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { renderTable } from "../../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

/** Arguments of `retrograd runs diff`. */
export interface DiffArguments extends OutputFlags, ReplayFlags {
  readonly a: string;
  readonly b: string;
}

/** The step after which the parameters of two runs differ; 0 for their initial parameters. */
type StepDifference = TensorDifference & { readonly step: number };

/** Shows what differs between two runs: settings, data, engine and versions; the first differing row of their metrics; and the
 *  first step and tensor that differ when both are trained again side by side. */
export async function diffRuns(args: DiffArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const names = [args.a, args.b] as const;
  const paths = names.map((name) => resolve(environment.directory, name));
  const causes = differingFacts(paths.map(factsOf));
  const [linesA = [], linesB = []] = paths.map(recordedRows);
  const index = linesA.findIndex((line, i) => line !== linesB[i]);
  const row = index < 0 ? (linesB.length > linesA.length ? linesA.length : undefined) : index;
  const same = row === undefined && sameModels(paths);
  const replays = same ? undefined : await openBoth(args, environment, terminal.warn);
  const difference = replays && (await firstDifference(replays));
  terminal.document({
    runs: names,
    same,
    differences: causes.map(([fact, ...values]) => ({ fact, values })),
    ...(row === undefined ? {} : { row: row + 1 }),
    ...(difference === undefined ? {} : { difference }),
  });
  const columns = [{ heading: "" }, ...names.map((heading) => ({ heading }))];
  if (causes.length > 0) terminal.result(renderTable(columns, causes, terminal.colours));
  if (same) {
    terminal.result("the runs have the same metrics and the same model, byte for byte");
    return exitCodes.ok;
  }
  if (row !== undefined) {
    terminal.result(`metrics.jsonl differs, first in row ${row + 1}`);
    for (const lines of [linesA, linesB]) terminal.result(`  ${visibleText(lines[row] || "no more rows")}`);
  }
  terminal.result(renderDifference(difference, replays ?? []));
  return exitCodes.failed;
}

function renderDifference(difference: StepDifference | undefined, replays: readonly Replay[]): string {
  const steps = replays.map((replay) => replay.steps);
  const [minimum, maximum] = [Math.min(...steps), Math.max(...steps)];
  if (difference === undefined && minimum < maximum) {
    return `trained again, they are equal for ${formatNumberOf(minimum, "step")}, after which the shorter run ended`;
  }
  if (difference === undefined) {
    return "trained again on this machine, they are equal: the cause of the difference is not in their settings or data";
  }
  const { step, tensor, values } = difference;
  const when = step === 0 ? "before the first step" : `at step ${formatCount(step)}`;
  return `trained again, they differ ${when}, in ${tensor}: ${values[0]} and ${values[1]}`;
}

/** The facts of a run that can be the cause of a difference. */
function factsOf(path: string): ReadonlyMap<string, unknown> {
  const { engine, data, versions, platform, dtype }: RunRecord = readRecord(path);
  const files = data.files.map(({ name, sha256 }) => [name, sha256.slice(0, 12)]);
  return new Map([
    ...flatten(readSettings(path).experiment),
    ...flatten({ ran: { engine, dtype, versions, platform }, data: { files: Object.fromEntries(files) } }),
  ]);
}

function differingFacts(facts: readonly ReadonlyMap<string, unknown>[]): readonly (readonly string[])[] {
  const paths = [...new Set(facts.flatMap((of) => [...of.keys()]))];
  const show = (of: ReadonlyMap<string, unknown>, path: string) =>
    of.has(path) ? showSetting(of.get(path)) : "-";
  return paths
    .map((path) => [path, ...facts.map((of) => show(of, path))])
    .filter(([, first, second]) => first !== second);
}

function sameModels(paths: readonly string[]): boolean {
  const [a, b] = paths.map((path) =>
    existsSync(join(path, runFiles.model)) ? readRunFile(path, "model") : undefined,
  );
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

/** Opens both runs for training them again; `warn` receives a message for each plugin that has changed. */
async function openBoth(
  args: DiffArguments,
  environment: Environment,
  warn: (change: string) => void,
): Promise<readonly [Replay, Replay]> {
  const a = await openReplay(args.a, args, environment);
  const b = await openReplay(args.b, args, environment);
  for (const change of [...a.changed, ...b.changed]) warn(change);
  return [a, b];
}

async function firstDifference(replays: readonly [Replay, Replay]): Promise<StepDifference | undefined> {
  const trainings = replays.map(({ options }) => stepsOf(options));
  for (let step = 0; ; step++) {
    const difference = differenceOf(...(replays.map(parametersOf) as [Uint8Array, Uint8Array]));
    if (difference !== undefined) return { step, ...difference };
    if (replays.some(({ steps }) => step >= steps)) return undefined;
    for (const training of trainings) await training.next();
  }
}

/** Yields after each step. Only evaluations on which training depends are run. */
async function* stepsOf(options: TrainOptions): AsyncGenerator<number> {
  for await (const event of train(options))
    if (event.type === "boundary" && !event.state.toEvaluate) yield event.step;
}
