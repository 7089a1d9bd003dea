/** What is told of one code that Retrograd shows. */
export interface Explanation {
  /** As it stands in messages: "missing-mean", "RG2001". */
  readonly code: string;
  readonly title: string;
  /** What it means and how it comes about. */
  readonly meaning: string;
  /** What one sees when it happens. */
  readonly looks?: string;
  /** The command that shows it again. */
  readonly again?: string;
  /** What to do about it. */
  readonly mend?: string;
  /** A few lines that show it; line breaks and spaces are kept. */
  readonly example?: string;
}

/** Codes of one kind, each with its explanation, in the order to list them. */
export interface ExplanationSource {
  /** What the codes are, for a list: "Verdicts of a gradient check". */
  readonly heading: string;
  readonly explanations: readonly Explanation[];
}
