/** A file that is open for writing. */
export interface OpenFile {
  /** Writes some of the bytes behind those before, as the system may; returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Returns once what was written has reached the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** All that a run's folder asks of a file system: narrow, so that tests can record it, reorder it and make each call fail.
 *  Every method throws what Node throws, with a `code` such as ENOSPC. */
export interface FileLayer {
  /** Opens a file to overwrite it with `length` bytes, and truncates the rest; creates it if it does not exist. Hard links to
   *  it keep their content, and a symbolic link is refused. */
  overwrite(path: string, length: number): Promise<OpenFile>;
  /** Opens an existing file to append to it. */
  open(path: string): Promise<OpenFile>;
  /** Appends all of `bytes` to a file before it returns; creates the file if it does not exist. */
  appendNow(path: string, bytes: Uint8Array): void;
  /** Puts `bytes` in the place of a file before it returns: after a crash or a failure the file is the old one or the new one. */
  replaceNow(path: string, bytes: Uint8Array): void;
  /** Cuts a file to its first `length` bytes. */
  truncate(path: string, length: number): Promise<void>;
  /** Bytes of a plain file; ENOENT where there is none, EINVAL for a folder or a link. */
  size(path: string): Promise<number>;
  read(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** EEXIST when there is one. */
  makeFolder(path: string): Promise<void>;
  /** Names of what a folder holds; ENOENT where there is none. */
  list(path: string): Promise<readonly string[]>;
  /** Returns once the names in a folder have reached the disk. */
  syncFolder(path: string): Promise<void>;
}
