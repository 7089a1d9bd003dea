import { markdownTable } from "../mutants/matrix.js";
import type { FieldOutcome } from "./field-corpus.js";

/** The mistakes in Markdown, a row each, with the cause that each was given; below it those that no check can see. */
export function fieldText(outcomes: readonly FieldOutcome[]): string {
  const seen = outcomes.filter(({ one }) => one.unseen === undefined);
  const table = markdownTable(
    ["layer or loss", "mistake", "called"],
    seen.map(({ one, codes }) => [one.layer, `${one.mistake}${links(one.seen)}`, named(codes)]),
  );
  const unseen = outcomes.flatMap(({ one }) =>
    one.unseen === undefined ? [] : [`- ${one.layer}, ${one.mistake}${links(one.seen)}: ${one.unseen}.`],
  );
  return [table, "Not seen:", unseen.join("\n")].join("\n\n");
}

function named(codes: readonly string[]): string {
  return codes.map((code) => `\`${code}\``).join(", ") || "not caught";
}

function links(threads: readonly string[] = []): string {
  if (threads.length === 0) return "";
  const each = threads.map((thread) => {
    const [, name, , number] = thread.split("/");
    return `[${name} ${number}](https://github.com/${thread})`;
  });
  return ` (${each.join(", ")})`;
}
