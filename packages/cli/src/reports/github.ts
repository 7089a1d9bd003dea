import { visibleText } from "@retrograd/core";
import { githubAnnotation, workflowCommand } from "../terminal/github-annotation.js";
import { type CheckedFile, type FailedFile, isFailed, type ReportedFile } from "./finding.js";

/** A check as workflow commands of GitHub Actions, one line each: annotations at the layer's entry in the experiment.
 *  A tensor that is wrong because of another layer gets none, since that layer has one. A tensor gets a notice when the time
 *  budget did not allow to check every element. "" when every element is proved. */
export function renderGithub(files: readonly ReportedFile[]): string {
  const lines = files.flatMap((file) => (isFailed(file) ? errors(file) : annotations(file)));
  return lines.map((line) => `${line}\n`).join("");
}

/** Each mistake of a file that could not be checked, at its place. */
function errors({ sourcePath, error: { message, diagnostics } }: FailedFile): readonly string[] {
  if (diagnostics === undefined) return [githubAnnotation({ file: sourcePath, message })];
  return diagnostics.map((diagnostic) =>
    githubAnnotation(diagnostic.source === "file" ? { ...diagnostic, file: sourcePath } : diagnostic),
  );
}

function annotations({ sourcePath, findings, report: { mode } }: CheckedFile): readonly string[] {
  return [
    ...findings
      .filter(({ level, code }) => level !== "none" && code !== "passed-on")
      .map(({ level, code, message, command, place, report }) =>
        workflowCommand({
          level: level === "error" ? "error" : "notice",
          title: `${report.layer}.${report.tensor}: ${code}`,
          message: `${visibleText(message)}\n${command}`,
          file: sourcePath,
          place,
        }),
      ),
    ...findings
      .filter(({ report }) => mode === "mixed" && report.mode === "fast")
      .map(({ report, place }) =>
        workflowCommand({
          level: "notice",
          title: `${report.layer}.${report.tensor}: not every element`,
          message:
            "checked only along random directions, because not every element fits into the time budget",
          file: sourcePath,
          place,
        }),
      ),
  ];
}
