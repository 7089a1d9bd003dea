import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { Environment } from "../environment.js";
import { parseFormat, type ReportTarget, usage } from "./report-format.js";

/** Options that select the reports of a check. */
export interface ReportRequest {
  /** Values of `--format`. */
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  /** The experiment files, which no report may overwrite. */
  readonly files: readonly string[];
}

// formats that people read line by line may share stdout; a document must be alone there
const sharesStdout = ["pretty", "github"];

/** The reports to write. The table goes to stdout when no other report does; on GitHub Actions, annotations and the step
 *  summary are added.
 *  @throws RetrogradError E_USAGE when two reports have the same destination, E_FILE when a file cannot be written */
export function planReports(request: ReportRequest, environment: Environment): readonly ReportTarget[] {
  const requested = [
    ...(request.json ? [{ format: "json" } as const] : []),
    ...(request.format ?? []).map(parseFormat),
  ];
  const targets = [...requested, ...defaultTargets(requested, environment)];
  checkStdout(targets);
  checkFiles(targets, request.files, environment);
  return targets;
}

function defaultTargets(
  requested: readonly ReportTarget[],
  { variables }: Environment,
): readonly ReportTarget[] {
  if (requested.some(({ file }) => file === undefined)) return [];
  const table: ReportTarget = { format: "pretty" };
  if (variables.GITHUB_ACTIONS !== "true") return [table];
  const missing = (format: ReportTarget["format"]) => requested.every((target) => target.format !== format);
  const summary = variables.GITHUB_STEP_SUMMARY;
  return [
    table,
    ...(missing("github") ? [{ format: "github" } as const] : []),
    ...(missing("markdown") && summary ? [{ format: "markdown", file: summary, append: true } as const] : []),
  ];
}

function checkStdout(targets: readonly ReportTarget[]): void {
  const formats = [...new Set(targets.filter(({ file }) => file === undefined).map(({ format }) => format))];
  const document = formats.find((format) => !sharesStdout.includes(format));
  if (document === undefined || formats.length === 1) return;
  throw usage(
    `${formats.join(" and ")} cannot both go to stdout: write one into a file, such as --format ${document}=FILE`,
  );
}

function checkFiles(
  targets: readonly ReportTarget[],
  experiments: readonly string[],
  { directory }: Environment,
): void {
  const conflicts = new Map(
    experiments.map((file) => [resolve(directory, file), "is one of the experiments to check"]),
  );
  for (const { file, format } of targets) {
    if (file === undefined) continue;
    const path = resolve(directory, file);
    const reason = conflicts.get(path);
    if (reason !== undefined) throw usage(`--format ${format}=${file}: the file ${reason}`);
    // a device or a pipe can receive several reports
    if (!existsSync(path) || statSync(path).isFile()) {
      conflicts.set(path, `already receives the report ${format}`);
    }
    checkWritable(path, file);
  }
}

/** Refuses a file that cannot be written before a long check starts. */
function checkWritable(path: string, file: string): void {
  const refuse = (reason: string, cause?: unknown) =>
    new RetrogradError("E_FILE", `${file} cannot be written: ${reason}`, { cause });
  const exists = existsSync(path);
  if (exists && statSync(path).isDirectory()) throw refuse("it is a folder");
  const nearest = exists ? path : nearestExisting(dirname(path));
  if (!exists && !statSync(nearest).isDirectory()) throw refuse(`${nearest} is not a folder`);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
