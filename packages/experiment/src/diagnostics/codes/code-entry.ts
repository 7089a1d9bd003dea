/** An experiment file that shows a code, or its absence. */
export interface CodeExample {
  readonly text: string;
  /** Its name; experiment.yaml unless told. */
  readonly file?: string;
  /** Overrides on the command line. */
  readonly set?: readonly string[];
  /** Files beside it, by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a code means, for people who look it up. */
export interface CodeEntry {
  readonly title: string;
  /** What is wrong and how to mend it, in a few sentences. */
  readonly explanation: string;
  /** What would have been right, where the mistake itself does not say it more closely. */
  readonly expected: string;
  /** The command that finds it; those that load data find more than `validate`. */
  readonly command: "validate" | "train";
  /** A file that gets this code, and the same file mended; none where no file that people write gets it. */
  readonly examples?: { readonly wrong: CodeExample; readonly right: CodeExample };
}

/** A small model that nothing is wrong with, for examples about something else. */
export const smallModel = `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`;

/** An entry whose examples are texts and need nothing else. */
export function codeOf(
  entry: Omit<CodeEntry, "examples" | "command"> & { readonly wrong: string; readonly right: string },
): CodeEntry {
  const { wrong, right, ...rest } = entry;
  return { ...rest, command: "validate", examples: { wrong: { text: wrong }, right: { text: right } } };
}
