/** The explanation of a code that Retrograd prints. */
export interface Explanation {
  /** As printed in messages: "missing-mean", "RG2001". */
  readonly code: string;
  readonly title: string;
  /** What the code means and what causes it. */
  readonly meaning: string;
  /** The message that is printed. */
  readonly output?: string;
  /** A command that reproduces it. */
  readonly command?: string;
  /** How to fix it. */
  readonly fix?: string;
  /** A few lines of code or YAML that show it; line breaks and spaces are preserved. */
  readonly example?: string;
}

/** The explanations of codes of one kind, in the order in which they are listed. */
export interface ExplanationSource {
  /** The heading above the codes in a list: "Verdicts of a gradient check". */
  readonly heading: string;
  readonly explanations: readonly Explanation[];
}
