import type { ColumnMetaData } from "hyparquet";

/** A column without lists and records, in one group of rows. */
export interface FlatColumn {
  readonly chunk: ColumnMetaData;
  /** Whether values may be missing. Definition levels then tell which. */
  readonly optional: boolean;
  readonly rows: number;
}
