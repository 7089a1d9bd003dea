import { formatDocument } from "../terminal/document.js";
import { type Finding, isFailed, type ReportedFile } from "./finding.js";

/** A check as the document of `--json`: each file's report as the library returns it, with place, cause, message and
 *  command for each tensor that is wrong or not proved; the error of each file that could not be checked. */
export function renderJson(files: readonly ReportedFile[]): string {
  return formatDocument({
    ok: files.every(({ ok }) => ok),
    files: files.map(toFile),
  });
}

function toFile(reported: ReportedFile) {
  const { file, ok } = reported;
  if (isFailed(reported)) return { file, ok, error: reported.error };
  return { file, ok, ...reported.report, tensors: reported.findings.map(toTensor) };
}

function toTensor({ report, level, code, message, command, place }: Finding) {
  const { line, column } = place;
  return { ...report, line, column, ...(level === "none" ? {} : { level, code, message, command }) };
}
