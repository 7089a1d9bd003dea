/** A file that another one extends. */
export interface BaseFile {
  /** Its name in messages. */
  readonly file: string;
  /** Identifies the file: equal for all paths to it. */
  readonly identity: string;
  readonly text: string;
}

/** Reads the file that `extends: path` names in the file with identity `from`, or returns the reason why it cannot. */
export type BaseReader = (
  path: string,
  from: BaseFile["identity"],
) => BaseFile | { readonly problem: string };
