/** An experiment file that gets a code, or that avoids it. */
export interface CodeExample {
  readonly text: string;
  /** The file's name. Default: experiment.yaml. */
  readonly file?: string;
  /** Overrides on the command line. */
  readonly set?: readonly string[];
  /** Other files in the same folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The documentation of a code. */
export interface CodeEntry {
  readonly title: string;
  /** What is wrong and how to fix it, in a few sentences. */
  readonly explanation: string;
  /** What was expected, for mistakes that do not give more detail. */
  readonly expected: string;
  /** The command that finds the mistake. Commands that load data find more than `validate`. */
  readonly command: "validate" | "train";
  /** A file that gets this code, and the same file after the fix. None for codes that files written by hand do not get. */
  readonly examples?: { readonly wrong: CodeExample; readonly right: CodeExample };
}

/** A small correct model, for examples about other sections. */
export const smallModel = `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`;

/** An entry whose examples are single texts. */
export function codeOf(
  entry: Omit<CodeEntry, "examples" | "command"> & { readonly wrong: string; readonly right: string },
): CodeEntry {
  const { wrong, right, ...rest } = entry;
  return { ...rest, command: "validate", examples: { wrong: { text: wrong }, right: { text: right } } };
}
