import { hiddenStateMutants } from "./hidden-state-mutants.js";
import { kinkMutants } from "./kink-mutants.js";
import { layerStateMutants } from "./layer-state-mutants.js";
import { markdownTable } from "./matrix.js";
import { precisionMutants } from "./precision-mutants.js";

/** The mutants that have one cause, in Markdown: a row a mutant. caused-mutants.test.ts checks that it is right. */
export function causedText(): string {
  const all = [...hiddenStateMutants, ...layerStateMutants, ...kinkMutants, ...precisionMutants];
  return markdownTable(
    ["layer or loss", "cause"],
    all.map(({ what, code }) => [what, `\`${code}\``]),
  );
}
