/** A file that is open for writing. */
export interface OpenFile {
  /** Writes some or all of the bytes after those written before; returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Returns once all written bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The operations on files that a run folder needs. The interface is small, so that tests can record and reorder the operations
 *  and make each of them fail. Every method throws the errors of Node, with a `code` such as ENOSPC. */
export interface FileLayer {
  /** Opens a file to overwrite it with `length` bytes, and truncates the rest; creates it if it does not exist. Hard links to
   *  it keep their content, and a symbolic link is refused. */
  overwrite(path: string, length: number): Promise<OpenFile>;
  /** Opens an existing file to append to it. */
  open(path: string): Promise<OpenFile>;
  /** Appends all of `bytes` to a file before it returns; creates the file if it does not exist. */
  appendNow(path: string, bytes: Uint8Array): void;
  /** Replaces a file with `bytes` before it returns. After a crash or a failure the file has the old content or the new one. */
  replaceNow(path: string, bytes: Uint8Array): void;
  /** Truncates a file to its first `length` bytes. */
  truncate(path: string, length: number): Promise<void>;
  /** The size of a plain file in bytes. Throws ENOENT if there is none, EINVAL for a folder or a link. */
  size(path: string): Promise<number>;
  read(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** Creates a folder. Throws EEXIST if the name exists. */
  makeFolder(path: string): Promise<void>;
  /** Removes an empty folder. Throws ENOTEMPTY if it is not empty. */
  removeFolder(path: string): Promise<void>;
  /** The names in a folder. Throws ENOENT if there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Returns once the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}
