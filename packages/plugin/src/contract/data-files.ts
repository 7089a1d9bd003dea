/** Bytes of a file, and the name to show for it. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that is read piece by piece. */
export interface FileStream extends Pick<FoundFile, "path"> {
  /** In bytes. */
  readonly size: number;
  /** The bytes from the first to the last; a piece is good until the next is asked for.
   *  @throws RetrogradError E_FILE when it cannot be read */
  chunks(): AsyncIterable<Uint8Array>;
  /** Hexadecimal sha256 of the bytes, once all of them have come. */
  sha256(): string;
}

/** Room outside of memory for rows of numbers; it lasts no longer than the process. */
export interface RowStore {
  /** Puts whole rows behind those that are there.
   *  @throws RetrogradError E_FILE when there is no room */
  append(values: Float64Array): void;
  /** The named rows, in that order; good until the next are read.
   *  @throws RetrogradError E_FILE when they cannot be read */
  read(indices: ArrayLike<number>): Float64Array;
  /** Begins to read rows that will soon be asked for in just this order. */
  prefetch?(indices: ArrayLike<number>): void;
}

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  /** Whether it is a folder itself, or a link to one. */
  readonly folder: boolean;
}

/** How a definition gets at files; the platform provides it, so that definitions themselves run anywhere. */
export interface DataFiles {
  /** The file that an experiment names, relative to the experiment.
   *  @throws RetrogradError E_DATA_MISSING with the place looked at */
  read(path: string): Promise<FoundFile>;
  /** The same file piece by piece; where the platform can.
   *  @throws RetrogradError E_DATA_MISSING with the place looked at */
  stream?(path: string): Promise<FileStream>;
  /** Room for rows of so many numbers; where the platform has it. `what` names them in errors.
   *  @throws RetrogradError E_FILE when none can be made */
  store?(width: number, what: string): RowStore;
  /** What is in the folder that an experiment names, relative to the experiment; sorted by the characters of the names.
   *  @throws RetrogradError E_DATA_MISSING with the place looked at */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** The first of `names` that stands in a folder of the data set called `dataset`.
   *  @throws RetrogradError E_DATA_MISSING with every place looked at and how to get the data */
  find(dataset: string, names: readonly string[]): Promise<FoundFile>;
}
