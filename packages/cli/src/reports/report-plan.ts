import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { Environment } from "../environment.js";
import { parseFormat, type ReportTarget, usage } from "./report-format.js";

/** What the reports of a check depend on. */
export interface ReportRequest {
  /** Values of `--format`, as written. */
  readonly format?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  /** The experiment files, which no report may overwrite. */
  readonly files: readonly string[];
}

// what a person reads line by line may share stdout; a document stands alone there
const sharesStdout = ["pretty", "github"];

/** The reports to write. Where nothing else goes to stdout the table does; on GitHub Actions annotations come with it,
 *  and the step summary.
 *  @throws RetrogradError E_USAGE when two reports want one place, E_FILE when a file can never be written */
export function planReports(request: ReportRequest, environment: Environment): readonly ReportTarget[] {
  const asked = [
    ...(request.json ? [{ format: "json" } as const] : []),
    ...(request.format ?? []).map(parseFormat),
  ];
  const targets = [...asked, ...defaultTargets(asked, environment)];
  checkStdout(targets);
  checkFiles(targets, request.files, environment);
  return targets;
}

function defaultTargets(asked: readonly ReportTarget[], { variables }: Environment): readonly ReportTarget[] {
  if (asked.some(({ file }) => file === undefined)) return [];
  const table: ReportTarget = { format: "pretty" };
  if (variables.GITHUB_ACTIONS !== "true") return [table];
  const missing = (format: ReportTarget["format"]) => asked.every((target) => target.format !== format);
  const summary = variables.GITHUB_STEP_SUMMARY;
  return [
    table,
    ...(missing("github") ? [{ format: "github" } as const] : []),
    ...(missing("markdown") && summary ? [{ format: "markdown", file: summary, append: true } as const] : []),
  ];
}

function checkStdout(targets: readonly ReportTarget[]): void {
  const there = [...new Set(targets.filter(({ file }) => file === undefined).map(({ format }) => format))];
  const document = there.find((format) => !sharesStdout.includes(format));
  if (document === undefined || there.length === 1) return;
  throw usage(
    `${there.join(" and ")} cannot both go to stdout: write one into a file, such as --format ${document}=FILE`,
  );
}

function checkFiles(
  targets: readonly ReportTarget[],
  experiments: readonly string[],
  { directory }: Environment,
): void {
  const taken = new Map(experiments.map((file) => [resolve(directory, file), "is the experiment itself"]));
  for (const { file, format } of targets) {
    if (file === undefined) continue;
    const path = resolve(directory, file);
    const reason = taken.get(path);
    if (reason !== undefined) throw usage(`--format ${format}=${file}: the file ${reason}`);
    // a device or a pipe takes several
    if (!existsSync(path) || statSync(path).isFile()) taken.set(path, `takes the report ${format} already`);
    checkWritable(path, file);
  }
}

/** Fails now rather than after a long check, for a file that cannot be written in any case. */
function checkWritable(path: string, shown: string): void {
  const refuse = (reason: string, cause?: unknown) =>
    new RetrogradError("E_FILE", `${shown} cannot be written: ${reason}`, { cause });
  const exists = existsSync(path);
  if (exists && statSync(path).isDirectory()) throw refuse("it is a folder");
  const nearest = exists ? path : nearestExisting(dirname(path));
  if (!exists && !statSync(nearest).isDirectory()) throw refuse(`${nearest} is no folder`);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}
