/** A comment in a text. */
export interface Remark {
  readonly start: number;
  readonly end: number;
  /** Its text without signs, line by line. */
  readonly lines: readonly string[];
}
