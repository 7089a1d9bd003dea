import { loadRegistry } from "@retrograd/node/command";
import type { CheckArguments, FileOutcome } from "../../checking/check-file.js";
import { checkFiles } from "../../checking/check-files.js";
import type { Environment } from "../../environment.js";
import { exitCodes, interruptCodes } from "../../exit-codes.js";
import { findExperiments } from "../../experiment/find-experiments.js";
import { showError } from "../../report-error.js";
import { isFailed, type ReportedFile } from "../../reports/finding.js";
import { renderPretty, renderUnchecked } from "../../reports/pretty.js";
import type { ReportTarget } from "../../reports/report-format.js";
import { planReports } from "../../reports/report-plan.js";
import { writeReports } from "../../reports/write-reports.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";

/** Arguments of `retrograd gradcheck`. */
export interface GradcheckArguments extends OutputFlags, CheckArguments {
  /** Files, folders of runs, folders of experiments, or glob patterns. */
  readonly files: readonly string[];
  /** Maximum seconds for all files. */
  readonly timeBudget?: number | undefined;
  /** Reports to write: "junit", or "junit=FILE". */
  readonly format?: readonly string[] | undefined;
}

/** Proves the gradients of experiments, or shows where they are wrong. The check uses float64 on the portable engine; with
 *  `trainingDtype`, the engine in use is also compared with it. An invalid experiment is an error in every report; the others
 *  are still checked. */
export async function gradcheck(args: GradcheckArguments, environment: Environment): Promise<number> {
  const start = environment.clock();
  const files = await findExperiments(args.files, environment);
  const targets = planReports({ ...args, files }, environment);
  const table = targets.some(({ format, file }) => format === "pretty" && file === undefined);
  const terminal = createTerminal(environment, { ...args, json: !table });
  // a wrong --plugin is an error of the command, not of each file
  await loadRegistry(args.plugin, environment);
  const outcomes: FinishedCheck[] = [];
  const interrupt = await checkFiles({ files, budget: args.timeBudget, start }, checkArguments(args), {
    terminal,
    environment,
    report(outcome) {
      outcomes.push(outcome);
      const { reported } = outcome;
      if (!isFailed(reported)) terminal.result(renderPretty(reported, terminal));
      else if (files.length > 1) {
        terminal.line.clear();
        if (!isJson(targets)) showError(reported.error, environment);
        terminal.result(renderUnchecked(reported, terminal.colours));
      }
    },
  });
  terminal.line.clear();
  if (interrupt !== undefined) return interruptCodes[interrupt];
  const reports = outcomes.map(({ reported }) => reported);
  const [only] = outcomes;
  if (files.length === 1 && only !== undefined && isFailed(only.reported)) {
    await writeReports(
      targets.filter(({ file, format }) => file !== undefined || (format !== "json" && format !== "pretty")),
      reports,
      environment,
    );
    throw only.error;
  }
  await writeReports(targets, reports, environment);
  return exitCodeOf(reports);
}

type FinishedCheck = Exclude<FileOutcome, { readonly interrupt: string }>;

/** The arguments on which each check depends, as plain data for other threads. */
function checkArguments(args: GradcheckArguments): CheckArguments {
  const { files: _files, timeBudget: _budget, format: _format, json: _json, ...rest } = args;
  return rest;
}

function isJson(targets: readonly ReportTarget[]): boolean {
  return targets.some(({ format, file }) => format === "json" && file === undefined);
}

function exitCodeOf(reports: readonly ReportedFile[]): number {
  const failed = reports.filter(isFailed);
  if (failed.some(({ error }) => error.code === "E_INTERNAL")) return exitCodes.internal;
  if (failed.length > 0) return exitCodes.usage;
  return reports.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.failed;
}
