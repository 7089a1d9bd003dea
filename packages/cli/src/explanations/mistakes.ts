import { type CodeEntry, type CodeExample, diagnosticCodes } from "@retrograd/experiment";
import type { ExplanationSource } from "./explanation.js";

const [mostLines, widest] = [14, 90];

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
    shown(command, wrong),
    "",
    "# right",
    shown(command, right),
  ].join("\n");
}

type Examples = NonNullable<CodeEntry["examples"]>;

/** The example's command line where it says more than a file, then its files. Long ones are cut. */
function shown(command: string, { text, file, set = [], files = {} }: CodeExample): string {
  const overrides = set.map((override) => ` --set '${override}'`).join("");
  return [
    ...(set.length === 0 ? [] : [`# retrograd ${command} experiment.yaml${overrides}`]),
    ...(file === undefined ? [] : [`# ${file}`]),
    cut(text),
    ...Object.entries(files).map(([name, content]) => `# ${name}\n${cut(content)}`),
  ].join("\n");
}

function cut(text: string): string {
  const lines = text.trimEnd().split("\n");
  const kept = lines.length > mostLines ? [...lines.slice(0, mostLines - 1), "..."] : lines;
  return kept.map((line) => visible(line.length > widest ? `${line.slice(0, widest)}...` : line)).join("\n");
}

/** Tabs and control characters as they are written in JavaScript, since the example may be about them. */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
