/** A line above something: the text of a comment without its sign, or `null` for an empty line. */
export type Line = string | null;

/** A value of a list or a mapping with the comments around it, whatever language they stood in. */
export interface Item {
  /** In mappings. */
  readonly key?: string;
  readonly above: readonly Line[];
  /** A comment on the item's own line; where its value takes several, on the first. */
  readonly beside?: string;
  readonly value: Commented;
}

/** A list or a mapping with its comments. */
export interface Collection {
  readonly kind: "list" | "mapping";
  readonly items: readonly Item[];
  /** What stands after the last item. */
  readonly end: readonly Line[];
  /** Whether it was written in one line, in brackets. */
  readonly inLine: boolean;
}

/** A value with the comments in it. */
export type Commented =
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null }
  | Collection;

/** An experiment with its comments. */
export interface CommentedFile {
  /** What stands above everything. */
  readonly head: readonly Line[];
  readonly root: Collection;
}

/** Whether a comment or an empty line stands in a value, so that it needs several lines. */
export function hasLines(value: Commented): boolean {
  if (value.kind === "scalar") return false;
  if (value.end.length > 0) return true;
  return value.items.some(
    (item) => item.above.length > 0 || item.beside !== undefined || hasLines(item.value),
  );
}
