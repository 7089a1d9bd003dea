/** One of `of` parts of the samples that are not for the test, counted from 1, for cross-validation. */
export interface Fold {
  readonly fold: number;
  readonly of: number;
}

/** What is held out of training. */
export interface HeldOut {
  /** Fraction of all rows; 0 where the data have a test split of their own. */
  readonly test: number;
  /** Fraction of all rows, or one fold of those that are not for the test. */
  readonly validation?: number | Fold;
}

/** What is split. */
export interface SplitTable {
  /** For messages. */
  readonly name: string;
  readonly rows: number;
  /** Class of each row and the classes' names; given where each class is to have its share of every split. */
  readonly classes?: RowClasses;
}

/** The class of each row, an index into names. */
export interface RowClasses {
  readonly of: ArrayLike<number>;
  readonly names: readonly string[];
}

/** Which rows go where, each split in the order of one permutation. */
export interface SplitRows {
  readonly train: Int32Array;
  /** Empty unless asked for. */
  readonly validation: Int32Array;
  readonly test: Int32Array;
}
