import type { Rows } from "@retrograd/core";
import type { DataFiles } from "./data-files.js";
import type { Definition } from "./definition.js";
import type { InputPart } from "./input-part.js";
import type { InputReader } from "./input-reader.js";

/** A part of the data. */
export type Split = "train" | "validation" | "test";

/** Samples in memory: row i of `x` belongs to row i of `t`. */
export interface Samples {
  /** Inputs, one row per sample. */
  readonly x: Rows;
  /** Targets: class indices (row shape [], or [time] for sequences) or values (row shape [k]). */
  readonly t: Rows;
}

/** Samples outside of memory, read on demand. */
export interface StoredSamples {
  readonly count: number;
  /** Inputs without their values. */
  readonly x: Omit<Rows, "values">;
  /** Targets without their values. */
  readonly t: Omit<Rows, "values">;
  /** The samples at `indices`, in that order; valid until the next read.
   *  @throws RetrogradError E_SHAPE when an index is out of range, E_FILE when they cannot be read */
  read(indices: ArrayLike<number>): Samples;
  /** Starts to read samples that will soon be read in this order, so that `read` need not wait. */
  prefetch?(indices: ArrayLike<number>): void;
}

/** Samples in memory or outside of it. */
export type SampleSet = Samples | StoredSamples;

/** A source file of the data, for the record of a run. */
export interface DataFile {
  readonly name: string;
  /** Hexadecimal sha256 of the file's bytes. */
  readonly sha256: string;
}

/** Loaded data: with the split it was published with, or all in one. */
export interface Dataset {
  readonly name: string;
  /** Kind of the targets. */
  readonly targets: "classes" | "values";
  /** Names of the classes, or of the target columns. */
  readonly targetNames: readonly string[];
  /** Names of the input columns, if they have names. */
  readonly inputNames?: readonly string[];
  /** The inputs by name whose numbers are next to each other in a row of `x`, in order. Default: they have no names. */
  readonly inputs?: readonly InputPart[];
  /** Largest possible input value, if the format defines it: 255 for bytes of images, 16 for digits. */
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
