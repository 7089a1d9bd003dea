import { type CodeEntry, type CodeExample, diagnosticCodes } from "@retrograd/experiment";
import type { ExplanationSource } from "./explanation.js";

const [maxLines, maxWidth] = [14, 90];

/** The mistakes that an experiment file can have. */
export const mistakes: ExplanationSource = {
  heading: "Mistakes in an experiment file",
  explanations: Object.entries(diagnosticCodes).map(([code, entry]) => ({
    code,
    title: entry.title,
    meaning: entry.explanation,
    ...(entry.examples === undefined ? {} : { example: exampleOf(code, entry, entry.examples) }),
  })),
};

function exampleOf(code: string, { command }: CodeEntry, { wrong, right }: Examples): string {
  return [
    `# wrong: retrograd ${command} gives ${code}`,
    renderExample(command, wrong),
    "",
    "# right",
    renderExample(command, right),
  ].join("\n");
}

type Examples = NonNullable<CodeEntry["examples"]>;

/** The example's command line if it has overrides, then its files. Long files are truncated. */
function renderExample(command: string, { text, file, set = [], files = {} }: CodeExample): string {
  const overrides = set.map((override) => ` --set '${override}'`).join("");
  return [
    ...(set.length === 0 ? [] : [`# retrograd ${command} experiment.yaml${overrides}`]),
    ...(file === undefined ? [] : [`# ${file}`]),
    truncate(text),
    ...Object.entries(files).map(([name, content]) => `# ${name}\n${truncate(content)}`),
  ].join("\n");
}

function truncate(text: string): string {
  const lines = text.trimEnd().split("\n");
  return (lines.length > maxLines ? [...lines.slice(0, maxLines - 1), "..."] : lines)
    .map((line) => visible(line.length > maxWidth ? `${line.slice(0, maxWidth)}...` : line))
    .join("\n");
}

/** Replaces tabs and control characters by their JavaScript escapes, since the example may be about them. */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
