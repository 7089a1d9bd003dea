import { isAbsolute, relative, resolve } from "node:path";
import type { TextPlace } from "@retrograd/experiment";
import {
  describeFailure,
  describeUnproved,
  type GradientReport,
  type TensorReport,
} from "@retrograd/gradcheck";
import type { ExperimentFlags, OpenedExperiment } from "@retrograd/node/command";
import type { Environment } from "../environment.js";
import type { CheckedFile, Finding } from "./finding.js";
import { type CheckFlags, reproduceCommand } from "./reproduce.js";

/** Options that decide the level and the command of a finding. */
export interface FindingFlags extends ExperimentFlags, Pick<CheckFlags, "mode" | "burnIn" | "step"> {
  readonly allowInconclusive?: boolean | undefined;
}

/** A file and the report of its check. */
interface FileReport {
  /** The path as given on the command line. */
  readonly file: string;
  readonly opened: OpenedExperiment;
  readonly report: GradientReport;
}

/** The check of a file, with place, message and command for each of its tensors. */
export function checkedFile(
  { file, opened, report }: FileReport,
  flags: FindingFlags,
  environment: Environment,
): CheckedFile {
  const { batch, seed } = report;
  const findings = report.tensors.map((tensor): Finding => {
    const { layer } = tensor;
    return {
      report: tensor,
      place: placeOf(opened, layer),
      level: levelOf(tensor, flags),
      code: codeOf(tensor),
      message: messageOf(tensor),
      command: reproduceCommand({ ...flags, file, seed, batch }, tensor.blame ?? layer),
    };
  });
  const proved = report.tensors.every(
    (tensor) => tensor.verdict !== "fail" && levelOf(tensor, flags) !== "error",
  );
  const exact = report.training?.tensors.every(({ verdict }) => verdict === "pass") ?? true;
  const ok = proved && exact;
  return { file, sourcePath: sourcePath(opened.file, environment), report, findings, ok };
}

function levelOf(report: TensorReport, { allowInconclusive = false }: FindingFlags): Finding["level"] {
  if (report.verdict === "fail") return isInherited(report) ? "note" : "error";
  if (report.verdict === "inconclusive") return allowInconclusive || isInherited(report) ? "note" : "error";
  return "none";
}

/** Whether another layer is the cause. */
function isInherited({ blame, layer }: TensorReport): boolean {
  return blame !== undefined && blame !== layer;
}

function codeOf(report: TensorReport): string {
  return isInherited(report) ? "passed-on" : (report.diagnosis?.code ?? report.verdict);
}

function messageOf(report: TensorReport): string {
  if (report.verdict === "fail") return describeFailure(report);
  const name = `${report.layer}.${report.tensor}`;
  if (report.verdict !== "inconclusive") return `${name}: ${report.verdict}`;
  return `${name}: nothing was proved, since ${describeUnproved(report)}`;
}

/** Where the file has the entry of a layer or of the loss. */
function placeOf({ loaded }: OpenedExperiment, id: string): TextPlace {
  const { layers } = loaded.network;
  const index = layers.findIndex((layer) => layer.id === id);
  return loaded.place(["model", "layers", index < 0 ? layers.length : index]);
}

/** A file's path relative to the checkout of a CI job, or else to the working directory; absolute for a file outside it. */
export function sourcePath(file: string, { directory, variables }: Environment): string {
  const path = resolve(directory, file);
  const inside = relative(variables.GITHUB_WORKSPACE || directory, path);
  const outside = inside.startsWith("..") || isAbsolute(inside);
  return (outside ? path : inside).replaceAll("\\", "/");
}
