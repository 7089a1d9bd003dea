import type { Rows } from "@retrograd/core";
import type { Definition } from "./definition.js";

/** Samples: row i of `x` belongs to row i of `t`. */
export interface Samples {
  /** Inputs, one row a sample. */
  readonly x: Rows;
  /** Targets: class indices (row shape []) or values (row shape [k]). */
  readonly t: Rows;
}

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
  readonly samples: { readonly all: Samples } | { readonly train: Samples; readonly test: Samples };
  readonly files: readonly DataFile[];
}

/** Bytes of a file, and the name to show for it. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array;
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
  /** What is in the folder that an experiment names, relative to the experiment; sorted by the characters of the names.
   *  @throws RetrogradError E_DATA_MISSING with the place looked at */
  list(path: string): Promise<readonly FolderEntry[]>;
  /** The first of `names` that stands in a folder of the data set called `dataset`.
   *  @throws RetrogradError E_DATA_MISSING with every place looked at and how to get the data */
  find(dataset: string, names: readonly string[]): Promise<FoundFile>;
}

/** What a package registers to add a data set or a reader. */
export interface DatasetDefinition<Options = unknown> extends Definition<Options> {
  /** @throws RetrogradError E_DATA_MISSING or E_DATA_FORMAT with file, row and column */
  load(options: Options, files: DataFiles): Promise<Dataset>;
}
