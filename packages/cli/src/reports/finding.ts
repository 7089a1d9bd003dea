import type { TextPlace } from "@retrograd/experiment";
import type { GradientReport, TensorReport } from "@retrograd/gradcheck";
import type { ErrorDescription } from "../report-error.js";

/** What a check said of one tensor, with all that a reader of a report needs to act on it. */
export interface Finding {
  readonly report: TensorReport;
  /** The layer's entry in the experiment file. */
  readonly place: TextPlace;
  /** error: the check fails for it. note: it is wrong through another layer's fault, or not proved and allowed to be.
   *  none: it is proved. */
  readonly level: "error" | "note" | "none";
  /** The likely cause or the verdict, as `retrograd explain` knows it; "passed-on" through another layer's fault. */
  readonly code: string;
  /** One sentence: where, what backward says, what differences say, and the likely cause. */
  readonly message: string;
  /** The command line that checks this layer of this file again, the same way. */
  readonly command: string;
}

/** The check of one experiment file. */
export interface CheckedFile {
  /** As it was named on the command line. */
  readonly file: string;
  /** From the root of the source tree with slashes, or absolute where it is not inside. */
  readonly sourcePath: string;
  readonly report: GradientReport;
  /** One for each tensor, in the order of the network. */
  readonly findings: readonly Finding[];
  /** Whether the command may exit with 0 as far as this file is concerned. */
  readonly ok: boolean;
}

/** An experiment file that could not be checked: it is no valid experiment, or not there. */
export interface FailedFile extends Pick<CheckedFile, "file" | "sourcePath"> {
  readonly error: ErrorDescription;
  readonly ok: false;
}

/** What a report says of one experiment file. */
export type ReportedFile = CheckedFile | FailedFile;

/** Whether a file could not be checked. */
export function isFailed(file: ReportedFile): file is FailedFile {
  return "error" in file;
}
