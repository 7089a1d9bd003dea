import { formatShape } from "@retrograd/core";
import { formatCount, formatNumberOf } from "../terminal/numbers.js";
import { extentOf, wordsFor } from "./checked-how.js";
import type { CheckedFile, Finding } from "./finding.js";
import { worseOf } from "./worse-of.js";

// a step summary may have 1 MiB, a row has some 100 bytes
const mostRows = 1000;

/** A check as Markdown, for the step summary of a CI job: what is wrong in full, the table folded away. */
export function renderMarkdown(files: readonly CheckedFile[]): string {
  const failed = files.filter(({ ok }) => !ok).length;
  const outcome =
    failed === 0
      ? `all ${formatNumberOf(files.length, "experiment")} proved`
      : `${failed} of ${formatNumberOf(files.length, "experiment")} not proved`;
  return `## Gradient check: ${outcome}\n\n${files.map(section).join("\n")}`;
}

function section({ file, report, findings, ok }: CheckedFile): string {
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
    ...findings.slice(0, mostRows).map(row),
    ...(findings.length > mostRows ? ["", `and ${findings.length - mostRows} more`] : []),
    "",
    "</details>",
    "",
  ].join("\n");
}

function problem({ report, place, message, command, code: cause }: Finding): readonly string[] {
  const ticks = command.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
  return [
    `- **${text(`${report.layer}.${report.tensor}`)}** (line ${place.line}, ${code(cause)}): ${text(message)}`,
    "",
    `  ${fence}sh`,
    `  ${command}`,
    `  ${fence}`,
    "",
  ];
}

function row({ report }: Finding): string {
  const { layer, tensor, shape, elements, mode, verdict } = report;
  const error = worseOf(report)?.error.toExponential(1) ?? "";
  const cells = [
    text(layer),
    code(tensor),
    formatShape(shape),
    formatCount(elements),
    wordsFor(mode),
    verdict,
    error,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Text that stands for itself, whatever it holds. */
function text(plain: string): string {
  return plain
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\\`*_[\]<>|#&~]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Text in the letters of a program. */
function code(plain: string): string {
  return `<code>${text(plain)}</code>`;
}
