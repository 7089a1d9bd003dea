import type { TextPlace } from "@retrograd/experiment";
import type { GradientReport, TensorReport } from "@retrograd/gradcheck";
import type { ErrorDescription } from "../report-error.js";

/** The result of a check for one tensor, with everything a reader of a report needs to act on it. */
export interface Finding {
  readonly report: TensorReport;
  /** The layer's entry in the experiment file. */
  readonly place: TextPlace;
  /** error: it makes the check fail. note: another layer is the cause, or it is not proved and that is allowed.
   *  none: it is proved. */
  readonly level: "error" | "note" | "none";
  /** The likely cause or the verdict, as `retrograd explain` lists it; "passed-on" when another layer is the cause. */
  readonly code: string;
  /** One sentence: where, the value of backward, the value of the finite difference, and the likely cause. */
  readonly message: string;
  /** The command line that repeats the check of this layer of this file. */
  readonly command: string;
}

/** The check of one experiment file. */
export interface CheckedFile {
  /** The path as given on the command line. */
  readonly file: string;
  /** Relative to the root of the source tree, with slashes; absolute for a file outside it. */
  readonly sourcePath: string;
  readonly report: GradientReport;
  /** One for each tensor, in the order of the network. */
  readonly findings: readonly Finding[];
  /** Whether this file lets the command exit with 0. */
  readonly ok: boolean;
}

/** An experiment file that could not be checked: it does not exist or is not a valid experiment. */
export interface FailedFile extends Pick<CheckedFile, "file" | "sourcePath"> {
  readonly error: ErrorDescription;
  readonly ok: false;
}

/** One experiment file of a report. */
export type ReportedFile = CheckedFile | FailedFile;

/** Whether a file could not be checked. */
export function isFailed(file: ReportedFile): file is FailedFile {
  return "error" in file;
}
