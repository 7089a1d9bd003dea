import { RetrogradError } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";

/** The formats of a report. */
export const reportFormats = ["pretty", "json", "junit", "sarif", "github", "markdown"] as const;

/** How a gradient check can be reported: a table for people, or a document. */
export type ReportFormat = (typeof reportFormats)[number];

/** A report that is asked for. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /** The file to write, as it was named; stdout where there is none. */
  readonly file?: string;
  /** Whether the file keeps what it holds, as the step summary of a CI job must. */
  readonly append?: true;
}

/** Reads one value of `--format`: "junit", or "junit=gradients.xml".
 *  @throws RetrogradError E_USAGE */
export function parseFormat(written: string): ReportTarget {
  const [, name = "", equals, file = ""] = /^([^=]*)(=?)(.*)$/s.exec(written) ?? [];
  const format = reportFormats.find((known) => known === name);
  if (format === undefined) {
    const suggestion = suggestionFor(name, reportFormats);
    const meant = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
    throw usage(
      `there is no report format ${JSON.stringify(name)}. Known: ${reportFormats.join(", ")}.${meant}`,
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
