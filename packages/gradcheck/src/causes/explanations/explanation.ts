/** What a likely cause means, for people who meet its code. */
export interface Explanation {
  /** What the check says of such a tensor; "fail" by default. */
  readonly verdict?: "inconclusive" | "subgradient";
  /** What the checker saw, in a sentence. */
  readonly summary: string;
  /** How such a mistake comes about. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
  /** A small one that has this mistake, and mended. */
  readonly example: Example;
}

/** A layer or loss with a mistake, beside the same without it. */
export interface Example {
  readonly of: "layer" | "loss";
  /** What stands in its definition, for inputs of `inShape`, [4]. Lines with - are wrong, lines with + are right,
   *  all others belong to both. */
  readonly diff: string;
  /** What a check says of the wrong one, after the code. */
  readonly message: string;
}
