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
  /** The codes that describe the mistake. Empty if no code is expected. */
  readonly codes: readonly string[];
  /** The number of rows, if the default does not reveal the mistake: "wrong axis" needs as many rows as columns. */
  readonly batch?: number;
  /** Why it is not a mistake: it computes the derivative, or one of them at a kink. */
  readonly equivalent?: string;
}
