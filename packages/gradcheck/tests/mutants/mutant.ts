import type { Mistake } from "./piece.js";
import type { Subject } from "./subjects.js";

/** A wrong version of a built-in layer or loss. */
export interface Mutant {
  /** The kind of mistake: a row of the matrix. */
  readonly operator: string;
  readonly subject: Subject;
  /** Where and how: "dW". */
  readonly what: string;
  readonly mistake: Mistake;
  /** Codes that name the cause rightly; none where no code is claimed. */
  readonly codes: readonly string[];
  /** Rows that show the mistake, where the default does not: "wrong axis" needs as many rows as columns. */
  readonly batch?: number;
  /** Why this is no mistake after all: it computes the derivative, or one of them at a kink. */
  readonly equivalent?: string;
}
