import type { Rows } from "@retrograd/core";
import type { DataFiles } from "./data-files.js";
import type { Definition } from "./definition.js";
import type { InputReader } from "./input-reader.js";

/** Samples: row i of `x` belongs to row i of `t`. */
export interface Samples {
  /** Inputs, one row a sample. */
  readonly x: Rows;
  /** Targets: class indices (row shape []) or values (row shape [k]). */
  readonly t: Rows;
}

/** Samples that are kept outside of memory, and read as they are asked for. */
export interface StoredSamples {
  readonly count: number;
  /** Inputs, but for their values. */
  readonly x: Omit<Rows, "values">;
  /** Targets, but for their values. */
  readonly t: Omit<Rows, "values">;
  /** The named samples, in that order; good until the next are read.
   *  @throws RetrogradError E_SHAPE when an index is no sample, E_FILE when they cannot be read */
  read(indices: ArrayLike<number>): Samples;
  /** Begins to read what will soon be asked for in just this order, so that `read` need not wait. */
  prefetch?(indices: ArrayLike<number>): void;
}

/** Samples, wherever they are kept. */
export type SampleSet = Samples | StoredSamples;

/** A file that data came from, for the record of a run. */
export interface DataFile {
  readonly name: string;
  /** Hexadecimal sha256 of the file's bytes. */
  readonly sha256: string;
}

/** Data as a definition loads it: with the split it was published with, or all in one. */
export interface Dataset {
  readonly name: string;
  /** What the targets are. */
  readonly targets: "classes" | "values";
  /** Names of the classes, or of the target columns. */
  readonly targetNames: readonly string[];
  /** Names of the input columns, where they have names. */
  readonly inputNames?: readonly string[];
  /** Largest value an input can have, where the data knows it: 255 for bytes of images, 16 for digits. */
  readonly maximum?: number;
  readonly samples:
    | { readonly all: Samples }
    | { readonly stored: StoredSamples }
    | { readonly train: Samples; readonly test: Samples };
  readonly files: readonly DataFile[];
}

/** What a package registers to add a data set or a reader. */
export interface DatasetDefinition<Options = unknown> extends Definition<Options> {
  /** @throws RetrogradError E_DATA_MISSING or E_DATA_FORMAT with file, row and column */
  load(options: Options, files: DataFiles): Promise<Dataset>;
  /** Reads new inputs for a trained model from a file of the same format, for `retrograd predict`. */
  readonly inputReader?: InputReader;
}
