import { createPortableEngine } from "@retrograd/core";
import { checkNetwork } from "@retrograd/gradcheck";
import { buildNetwork } from "@retrograd/network";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { openExperiment } from "../experiment/open-experiment.js";
import { checkedFile, type FindingFlags } from "../reports/check-findings.js";
import type { CheckedFile } from "../reports/finding.js";
import { renderPretty } from "../reports/pretty.js";
import { planReports } from "../reports/report-plan.js";
import { writeReports } from "../reports/write-reports.js";
import { formatCount } from "../terminal/numbers.js";
import { renderProgress } from "../terminal/progress-bar.js";
import { createTerminal, type OutputFlags, type Terminal } from "../terminal/terminal.js";

/** Arguments of `retrograd gradcheck`. */
export interface GradcheckArguments extends OutputFlags, FindingFlags {
  readonly files: readonly string[];
  readonly batch?: number | undefined;
  /** Reports to write: "junit", or "junit=FILE". */
  readonly format?: readonly string[] | undefined;
}

/** Proves the gradients of experiments, or shows where they are wrong. Always float64 on the portable engine. */
export async function gradcheck(args: GradcheckArguments, environment: Environment): Promise<number> {
  const targets = planReports(args, environment);
  const table = targets.some(({ format, file }) => format === "pretty" && file === undefined);
  const terminal = createTerminal(environment, { ...args, json: !table });
  // all files are read first, so that a typo in the last one shows at once
  const experiments = [];
  for (const file of args.files) experiments.push(await openExperiment(file, args, environment));
  const engine = createPortableEngine();
  const files: CheckedFile[] = [];
  for (const opened of experiments) {
    const { model, seed, gradcheck: section } = opened.spec.experiment;
    const network = buildNetwork(opened.registry, model, { engine, dtype: "f64" });
    const report = checkNetwork(network, {
      batch: args.batch ?? section.batch,
      seed,
      onProgress: (done, total) => terminal.line.show(() => progress(terminal, done, total)),
    });
    const checked = checkedFile(opened, report, args, environment);
    terminal.result(renderPretty(checked, terminal));
    files.push(checked);
  }
  terminal.line.clear();
  await writeReports(targets, files, environment);
  return files.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.failed;
}

function progress(terminal: Terminal, done: number, total: number): string {
  const facts = [`${formatCount(done)}/${formatCount(total)} elements`];
  return renderProgress({ done, total, facts }, terminal.lineWidth - 1, terminal.noteColours);
}
