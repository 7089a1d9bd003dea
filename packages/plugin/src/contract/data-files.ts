/** Content of a file, and its path for messages. */
export interface FileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that is read in chunks. */
export interface FileStream extends Pick<FileContent, "path"> {
  /** In bytes. */
  readonly size: number;
  /** The bytes in order. A chunk is valid until the next one is requested.
   *  @throws RetrogradError E_FILE when the file cannot be read */
  chunks(): AsyncIterable<Uint8Array>;
  /** Hexadecimal sha256 of the bytes, once all of them have been read. */
  sha256(): string;
}

/** Storage outside of memory for rows of numbers. It lasts at most as long as the process. */
export interface RowStore {
  /** Appends whole rows.
   *  @throws RetrogradError E_FILE when the storage is full */
  append(values: Float64Array): void;
  /** The rows at `indices`, in that order; valid until the next read.
   *  @throws RetrogradError E_FILE when they cannot be read */
  read(indices: ArrayLike<number>): Float64Array;
  /** Starts to read rows that will soon be read in this order. */
  prefetch?(indices: ArrayLike<number>): void;
}

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  /** Whether it is a folder, or a link to one. */
  readonly folder: boolean;
}

/** Access to files for definitions. The platform provides it, so that definitions run anywhere. */
export interface DataFiles {
  /** The file at a path relative to the experiment.
   *  @throws RetrogradError E_DATA_MISSING with the path that was tried */
  read(path: string): Promise<FileContent>;
  /** The same file in chunks; absent where the platform cannot stream.
   *  @throws RetrogradError E_DATA_MISSING with the path that was tried */
  stream?(path: string): Promise<FileStream>;
  /** Creates a store for rows of `width` numbers; absent where the platform has none. Errors call it `label`.
   *  @throws RetrogradError E_FILE when it cannot be created */
  createRowStore?(width: number, label: string): RowStore;
  /** Entries of the folder at a path relative to the experiment, sorted by code unit.
   *  @throws RetrogradError E_DATA_MISSING with the path that was tried */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** The first file of `names` in a folder of the data set `dataset`.
   *  @throws RetrogradError E_DATA_MISSING with every path that was tried and how to get the data */
  find(dataset: string, names: readonly string[]): Promise<FileContent>;
}
