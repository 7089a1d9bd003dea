/** One of `of` parts of the samples that are not for the test, for cross-validation. The first fold is 1. */
export interface Fold {
  readonly fold: number;
  readonly of: number;
}

/** The samples that are not used for training. */
export interface HeldOut {
  /** Fraction of all rows; 0 if the data already have a test split. */
  readonly test: number;
  /** Fraction of all rows, or one fold of the rows that are not for the test. */
  readonly validation?: number | Fold;
  /** Whether the splits keep the order of the rows: the first for training, the next for validation, the last for the test.
   *  Default: all follow one permutation. */
  readonly ordered?: boolean | undefined;
}

/** The table to split. */
export interface SplitTable {
  /** For error messages. */
  readonly name: string;
  readonly rows: number;
  /** Class of each row and the names of the classes, if each class should have its share of every split. */
  readonly classes?: RowClasses;
}

/** The class of each row, an index into names. */
export interface RowClasses {
  readonly of: ArrayLike<number>;
  readonly names: readonly string[];
}

/** The rows of each split, in the order of one permutation, or in their own. */
export interface SplitRows {
  readonly train: Int32Array;
  /** Empty without the option `validation`. */
  readonly validation: Int32Array;
  readonly test: Int32Array;
}
