/** A file that another one extends. */
export interface BaseFile {
  /** Its name as messages show it. */
  readonly file: string;
  /** The same for one file, by whatever path it is reached. */
  readonly identity: string;
  readonly text: string;
}

/** Reads the file that `extends: path` in the file called `from` names; or says why it may not or cannot be read. */
export type BaseReader = (
  path: string,
  from: BaseFile["identity"],
) => BaseFile | { readonly problem: string };
