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
  /** Seconds that the command may take for all files. */
  readonly timeBudget?: number | undefined;
  /** Reports to write: "junit", or "junit=FILE". */
  readonly format?: readonly string[] | undefined;
}

/** Proves the gradients of experiments, or shows where they are wrong. Always float64 on the portable engine; with
 *  `trainingDtype` the engine in use is held against it. A file that is no valid experiment is an error in every report, and
 *  the others are checked all the same. */
export async function gradcheck(args: GradcheckArguments, environment: Environment): Promise<number> {
  const begun = environment.clock();
  const files = await findExperiments(args.files, environment);
  const targets = planReports({ ...args, files }, environment);
  const table = targets.some(({ format, file }) => format === "pretty" && file === undefined);
  const terminal = createTerminal(environment, { ...args, json: !table });
  // what the command line names wrongly is wrong for all files
  await loadRegistry(args.plugin, environment);
  const outcomes: Ended[] = [];
  const interrupt = await checkFiles({ files, budget: args.timeBudget, begun }, checkArguments(args), {
    terminal,
    environment,
    tell(outcome) {
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

type Ended = Exclude<FileOutcome, { readonly interrupt: string }>;

/** What of the arguments each check depends on: plain data, for other threads. */
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
