import { RetrogradError } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";

/** The formats of a report. */
export const reportFormats = ["pretty", "json", "junit", "sarif", "github", "markdown"] as const;

/** The format of a report of a gradient check: a table for people, or a document. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report to write. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /** The file to write, as given on the command line. Default: stdout. */
  readonly file?: string;
  /** Whether to append to the file, as the step summary of a CI job requires. */
  readonly append?: true;
}

/** Reads one value of `--format`: "junit", or "junit=gradients.xml".
 *  @throws RetrogradError E_USAGE */
export function parseFormat(value: string): ReportTarget {
  const [, name = "", equals, file = ""] = /^([^=]*)(=?)(.*)$/s.exec(value) ?? [];
  const format = reportFormats.find((known) => known === name);
  if (format === undefined) {
    const suggestion = suggestionFor(name, reportFormats);
    const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
    throw usage(
      `there is no report format ${JSON.stringify(name)}. Known: ${reportFormats.join(", ")}.${hint}`,
    );
  }
  if (equals === "") return { format };
  if (file === "") throw usage(`--format ${name}= names no file: write --format ${name}=FILE`);
  return { format, file };
}

/** An error of the command line. */
export function usage(message: string): RetrogradError {
  return new RetrogradError("E_USAGE", message);
}
