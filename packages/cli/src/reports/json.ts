import { formatDocument } from "../terminal/document.js";
import type { CheckedFile, Finding } from "./finding.js";

/** A check as the document of `--json`: each file's report as the library gives it, with place, cause, sentence and
 *  command for each tensor that is wrong or not proved. */
export function renderJson(files: readonly CheckedFile[]): string {
  return formatDocument({
    ok: files.every(({ ok }) => ok),
    files: files.map(({ file, ok, report, findings }) => ({
      file,
      ok,
      ...report,
      tensors: findings.map(toTensor),
    })),
  });
}

function toTensor({ report, level, code, message, command, place }: Finding) {
  const { line, column } = place;
  return { ...report, line, column, ...(level === "none" ? {} : { level, code, message, command }) };
}
