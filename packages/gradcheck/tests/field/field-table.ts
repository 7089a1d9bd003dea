import { markdownTable } from "../mutants/matrix.js";
import type { FieldOutcome } from "./field-corpus.js";

/** A Markdown table of the mistakes with the cause that the check reported, and a list of those that no check detects. */
export function fieldText(outcomes: readonly FieldOutcome[]): string {
  const seen = outcomes.filter(({ one }) => one.unseen === undefined);
  const table = markdownTable(
    ["layer or loss", "mistake", "cause"],
    seen.map(({ one, codes }) => [one.layer, `${one.mistake}${links(one.seen)}`, codeList(codes)]),
  );
  const unseen = outcomes.flatMap(({ one }) =>
    one.unseen === undefined ? [] : [`- ${one.layer}, ${one.mistake}${links(one.seen)}: ${one.unseen}.`],
  );
  return [table, "Not detected:", unseen.join("\n")].join("\n\n");
}

function codeList(codes: readonly string[]): string {
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
