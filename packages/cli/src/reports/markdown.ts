import { formatShape, visibleLines, visibleText } from "@retrograd/core";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import { extentOf, methodOf } from "./check-extent.js";
import { type FailedFile, type Finding, isFailed, type ReportedFile } from "./finding.js";
import { largerError } from "./larger-error.js";

// a step summary may have 1 MiB, a row has about 100 bytes
const maxRows = 1000;

/** A check as Markdown, for the step summary of a CI job: every problem in full, and the table collapsed. */
export function renderMarkdown(files: readonly ReportedFile[]): string {
  const failed = files.filter(({ ok }) => !ok).length;
  const outcome =
    failed === 0
      ? `all ${formatNumberOf(files.length, "experiment")} proved`
      : `${failed} of ${formatNumberOf(files.length, "experiment")} not proved`;
  return `## Gradient check: ${outcome}\n\n${files.map(section).join("\n")}`;
}

function section(reported: ReportedFile): string {
  if (isFailed(reported)) return failure(reported);
  const { file, report, findings, ok } = reported;
  const { verdict, batch, seed } = report;
  const summary = `${extentOf(report)}, batch ${batch}, seed ${seed}`;
  const wrong = findings.filter(({ level }) => level === "error");
  return [
    `### ${ok ? "✅" : "❌"} ${code(file)}: ${verdict}`,
    "",
    ...wrong.flatMap(problem),
    `<details><summary>${summary}</summary>`,
    "",
    "| layer | tensor | shape | elements | checked by | verdict | relative error |",
    "| --- | --- | --- | ---: | --- | --- | ---: |",
    ...findings.slice(0, maxRows).map(row),
    ...(findings.length > maxRows ? ["", `and ${findings.length - maxRows} more`] : []),
    "",
    "</details>",
    "",
  ].join("\n");
}

function failure({ file, error: { message } }: FailedFile): string {
  return [`### ❌ ${code(file)}: error`, "", ...fenced(visibleLines(message), "text"), ""].join("\n");
}

/** A code block, with a fence longer than any run of backticks in the lines. */
function fenced(lines: string, language: string, indent = ""): readonly string[] {
  const ticks = lines.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
  return [`${fence}${language}`, ...lines.split("\n"), fence].map((line) => `${indent}${line}`);
}

function problem({ report, place, message, command, code: cause }: Finding): readonly string[] {
  return [
    `- **${text(`${report.layer}.${report.tensor}`)}** (line ${place.line}, ${code(cause)}): ${text(message)}`,
    "",
    ...fenced(visibleText(command), "sh", "  "),
    "",
  ];
}

function row({ report }: Finding): string {
  const { layer, tensor, shape, elements, mode, verdict, indices } = report;
  const error = largerError(report)?.error.toExponential(1) ?? "";
  const cells = [
    text(layer),
    code(tensor),
    formatShape(shape),
    formatCount(elements),
    methodOf(mode),
    indices === undefined ? verdict : "indices",
    error,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Escapes a text, so that none of it becomes markup, a link, an image or a mention. GitHub looks for mentions after it has
 *  resolved the escapes, but not in code. */
function text(plain: string): string {
  return visibleText(plain)
    .replaceAll(/[\\`*_[\]<>|#&~!:$"']|(?<=www)\./gi, (character) => `&#${character.codePointAt(0)};`)
    .replaceAll("@", "<code>@</code>");
}

/** Text in a monospaced font. */
function code(plain: string): string {
  return `<code>${text(plain)}</code>`;
}
