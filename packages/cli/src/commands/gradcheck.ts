import { createPortableEngine } from "@retrograd/core";
import { checkNetwork, describeFailure, type GradientReport, type Verdict } from "@retrograd/gradcheck";
import { buildNetwork } from "@retrograd/network";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { renderReport, verdictInk } from "../experiment/gradient-table.js";
import {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
} from "../experiment/open-experiment.js";
import { isRun, openRunExperiment } from "../run/open-run-experiment.js";
import { formatCount, formatNumberOf } from "../terminal/numbers.js";
import { renderProgress } from "../terminal/progress-bar.js";
import { createTerminal, type OutputFlags, type Terminal } from "../terminal/terminal.js";

/** Arguments of `retrograd gradcheck`. */
export interface GradcheckArguments extends OutputFlags, ExperimentFlags {
  readonly files: readonly string[];
  readonly batch?: number | undefined;
  readonly allowInconclusive?: boolean | undefined;
}

/** Proves the gradients of experiments, or shows where they are wrong. Always float64 on the portable engine. */
export async function gradcheck(args: GradcheckArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  // all files are read first, so that a typo in the last one shows at once
  const experiments = [];
  for (const file of args.files) experiments.push(await open(file, args, environment, terminal));
  const engine = createPortableEngine();
  const reports = [];
  for (const { file, registry, spec } of experiments) {
    const { model, seed, gradcheck: section } = spec.experiment;
    const network = buildNetwork(registry, model, { engine, dtype: "f64" });
    const report = checkNetwork(network, {
      batch: args.batch ?? section.batch,
      seed,
      onProgress: (done, total) => terminal.line.show(() => progress(terminal, done, total)),
    });
    show(terminal, file, report);
    reports.push({ file, ...report });
  }
  terminal.document({ files: reports });
  const proved = (verdict: Verdict) =>
    verdict === "pass" ||
    verdict === "subgradient" ||
    (verdict === "inconclusive" && args.allowInconclusive === true);
  return reports.every(({ verdict }) => proved(verdict)) ? exitCodes.ok : exitCodes.failed;
}

/** An experiment file, or the experiment of a run, which asks for the run's plugins. */
async function open(
  file: string,
  flags: ExperimentFlags,
  environment: Environment,
  terminal: Terminal,
): Promise<OpenedExperiment> {
  if (!isRun(file, environment)) return openExperiment(file, flags, environment);
  const { opened, changed } = await openRunExperiment(file, flags, environment);
  for (const change of changed) terminal.warn(change);
  return opened;
}

function progress(terminal: Terminal, done: number, total: number): string {
  const facts = [`${formatCount(done)}/${formatCount(total)} elements`];
  return renderProgress({ done, total, facts }, terminal.lineWidth - 1, terminal.noteColours);
}

function show(terminal: Terminal, file: string, report: GradientReport): void {
  const { colours } = terminal;
  const { verdict, tensors, batch, seed, evaluations } = report;
  if (!terminal.quiet) terminal.result(renderReport(report, colours));
  const failures = tensors.filter((tensor) => tensor.verdict === "fail");
  for (const failure of failures) terminal.result(`${colours.red("fail")} ${describeFailure(failure)}`);
  const elements = tensors.reduce((total, tensor) => total + tensor.elements, 0);
  terminal.result(
    `${file}: ${verdictInk(verdict, colours)(verdict)}, ${formatCount(elements)} elements of ${formatNumberOf(tensors.length, "tensor")}, batch ${batch}, seed ${seed}, ${formatCount(evaluations)} forward passes`,
  );
}
