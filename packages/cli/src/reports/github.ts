import { workflowCommand } from "../terminal/github-annotation.js";
import type { CheckedFile } from "./finding.js";

/** A check as workflow commands of GitHub Actions, one line each: annotations at the layer's entry in the experiment.
 *  What is wrong only through another layer's fault gets none, since the fault itself has one. "" where all is proved. */
export function renderGithub(files: readonly CheckedFile[]): string {
  const lines = files.flatMap(({ sourcePath, findings }) =>
    findings
      .filter(({ level, code }) => level !== "none" && code !== "passed-on")
      .map(({ level, code, message, command, place, report }) =>
        workflowCommand({
          level: level === "error" ? "error" : "notice",
          title: `${report.layer}.${report.tensor}: ${code}`,
          message: `${message}\n${command}`,
          file: sourcePath,
          place,
        }),
      ),
  );
  return lines.map((line) => `${line}\n`).join("");
}
