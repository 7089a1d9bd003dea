/** A comment in a text. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  /** Its lines, without the comment markers. */
  readonly lines: readonly string[];
}
