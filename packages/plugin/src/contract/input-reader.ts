import type { Rows } from "@retrograd/core";
import type { RowStore } from "./data-files.js";
import type { InputPart } from "./input-part.js";

/** A file of new inputs, of which any range can be read. */
export interface InputFile {
  /** The name to show in errors. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Reads `length` bytes from `offset` on; fewer only at the end of the file.
   *  @throws RetrogradError E_FILE when they cannot be read */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Creates a store on disk for rows of `width` numbers, where the platform has one. `label` names them in errors. */
  createRowStore?(width: number, label: string): RowStore;
}

/** The inputs that a trained model takes, and how its training data were read. */
export interface ModelInputs {
  /** Numbers in one input. */
  readonly size: number;
  /** Several inputs by name, in the order of a row. Default: the model has one. */
  readonly inputs?: readonly InputPart[];
  /** Names of the inputs in training, where they had names. */
  readonly inputNames?: readonly string[];
  /** The data set of the training: its type and its checked options. */
  readonly trained?: { readonly type: string; readonly options: unknown };
  /** Whether the first line of a text table is a header. Default: decided from its content. */
  readonly header?: boolean;
  /** Receives what the user should know about how the file is read. */
  notice?(text: string): void;
  /** Called with the number of bytes of the file that have been read. */
  progress?(bytes: number): void;
}

/** How a reader reads new inputs for a trained model, from one file without targets. */
export interface InputReader {
  /** Whether this reader reads a file. The last registered reader that recognises a file reads it.
   *  bytes: the file; of a file longer than 131,072 bytes, the first 65,536 followed by the last 65,536 */
  recognises(bytes: Uint8Array, path: string): boolean;
  /** Yields the inputs block by block, so that a large file never has to be in memory. A block is valid until the next one is
   *  requested. Rows have `model.size` numbers each.
   *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
  read(file: InputFile, model: ModelInputs): AsyncIterable<Rows>;
}
