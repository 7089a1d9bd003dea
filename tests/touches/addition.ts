import type { ScratchCopy } from "../scratch-copy.js";

/** A new thing of one kind, added to a scratch copy as a contributor would add it. */
export interface Addition {
  /** Its row in the table of docs/architecture.md. */
  readonly kind: string;
  /** The package that it is added to, such as "core". */
  readonly package: string;
  /** What to type-check, from the package's folder: "src", a folder of it or a file. */
  readonly sources: string;
  readonly add: (scratch: ScratchCopy) => void;
  /** The files that it must touch, sorted; generated files do not count. */
  readonly touched: readonly string[];
  /** Tests that fail without it, which need not come with it. */
  readonly tests: readonly string[];
}
