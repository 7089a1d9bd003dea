/** An explanation of a likely cause, for users who see its code. */
export interface Explanation {
  /** The verdict of such a tensor. Default "fail". */
  readonly verdict?: "inconclusive" | "subgradient";
  /** The observation, in a sentence. */
  readonly summary: string;
  /** How the mistake usually happens. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
  /** A small example of the mistake, with its fix. */
  readonly example: Example;
}

/** A layer or loss with a mistake, and the same one without it. */
export interface Example {
  readonly of: "layer" | "loss";
  /** Lines of its definition, for inputs of `inShape`, [4]. Lines with - are wrong, lines with + are right, and all others
   *  are common to both. */
  readonly diff: string;
  /** The message of a check of the wrong one, after the code. */
  readonly message: string;
}
