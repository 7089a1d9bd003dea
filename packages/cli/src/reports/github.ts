import type { CheckedFile } from "./finding.js";

/** A check as workflow commands of GitHub Actions, one line each: annotations at the layer's entry in the experiment.
 *  What is wrong only through another layer's fault gets none, since the fault itself has one. "" where all is proved. */
export function renderGithub(files: readonly CheckedFile[]): string {
  const lines = files.flatMap(({ sourcePath, findings }) =>
    findings
      .filter(({ level, code }) => level !== "none" && code !== "passed-on")
      .map(({ level, code, message, command, place, report }) => {
        const properties = {
          file: sourcePath,
          line: place.line,
          col: place.column,
          endLine: place.endLine,
          endColumn: place.endColumn,
          title: `${report.layer}.${report.tensor}: ${code}`,
        };
        const written = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
        return `::${level === "error" ? "error" : "notice"} ${written.join(",")}::${data(`${message}\n${command}`)}\n`;
      }),
  );
  return lines.join("");
}

// the escapes that the runner undoes; @actions/core would do the same, with an HTTP client along

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
