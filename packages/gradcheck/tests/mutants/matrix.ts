import type { Outcome } from "./corpus.js";
import { subjects } from "./subjects.js";

/** The detection matrix in Markdown: a row an operator, a column a built-in of the book, "caught of all" in each cell; then a row for
 *  each other built-in. Mutants that are equivalent do not count, and stand below the table with the reason. */
export function matrixText(outcomes: readonly Outcome[]): string {
  const counted = outcomes.filter(({ mutant }) => mutant.equivalent === undefined);
  const types = subjects.filter(({ inFull }) => inFull).map(({ type }) => type);
  const operators = [...new Set(counted.map(({ mutant }) => mutant.operator))].sort();
  const row = (name: string, own: readonly Outcome[]) => [
    name,
    ...types.map((type) => caughtOfAll(own.filter(({ mutant }) => mutant.subject.type === type))),
    caughtOfAll(own.filter(({ mutant }) => !types.includes(mutant.subject.type))),
    caughtOfAll(own),
    codesRight(own),
  ];
  const table = markdownTable(
    ["mistake", ...types, "others", "all", "cause named"],
    [
      ...operators.map((operator) =>
        row(
          operator,
          counted.filter(({ mutant }) => mutant.operator === operator),
        ),
      ),
      row("**all**", counted),
    ],
  );
  const others = subjects.filter(({ inFull }) => inFull !== true).map(({ type }) => type);
  const otherTable = markdownTable(
    ["layer or loss", "caught", "cause named"],
    others.map((type) => {
      const own = counted.filter(({ mutant }) => mutant.subject.type === type);
      return [type, caughtOfAll(own), codesRight(own)];
    }),
  );
  return [
    table,
    "The others, each with a part of the mistakes:",
    otherTable,
    missedText(counted),
    misnamedText(counted),
    equivalentText(outcomes),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function codesRight(outcomes: readonly Outcome[]): string {
  const claimed = outcomes.filter(({ codeRight }) => codeRight !== undefined);
  if (claimed.length === 0) return "";
  return `${claimed.filter(({ codeRight }) => codeRight).length} of ${claimed.length}`;
}

function missedText(counted: readonly Outcome[]): string {
  const missed = counted.filter(({ caught }) => !caught);
  if (missed.length === 0) return "";
  return [
    "Not caught:",
    "",
    ...missed.map(({ mutant }) => `- ${mutant.subject.type}, ${mutant.operator}: ${mutant.what}`),
  ].join("\n");
}

function misnamedText(counted: readonly Outcome[]): string {
  const misnamed = counted.filter(({ codeRight }) => codeRight === false);
  if (misnamed.length === 0) return "";
  const lines = misnamed.map(
    ({ mutant: { subject, operator, what }, codes }) =>
      `- ${subject.type}, ${operator}, ${what}: ${codes.map((code) => `\`${code}\``).join(", ") || "no cause"}.`,
  );
  return ["Caught, but called something else:", "", ...lines].join("\n");
}

function equivalentText(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap(({ mutant: { subject, operator, what, equivalent } }) =>
    equivalent === undefined ? [] : [`- ${subject.type}, ${operator}, ${what}: ${equivalent}.`],
  );
  return ["Equivalent, and passed:", "", ...lines].join("\n");
}

function caughtOfAll(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return "";
  return `${outcomes.filter(({ caught }) => caught).length} of ${outcomes.length}`;
}

/** A table with columns of one width. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A page with what stands between the two markers of a name replaced. @throws Error when a marker is missing */
export function replaceGenerated(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page needs the lines ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}
