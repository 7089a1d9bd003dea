/** A line before a value: the text of a comment without its marker, or `null` for an empty line. */
export type Line = string | null;

/** A value of a list or a mapping with its comments, independent of the language. */
export interface Item {
  /** The key, in a mapping. */
  readonly key?: string;
  /** The comments and empty lines before the item. */
  readonly leading: readonly Line[];
  /** The comment at the end of the item's line. For a value of several lines: of its first line. */
  readonly trailing?: string;
  readonly value: Commented;
}

/** A list or a mapping with its comments. */
export interface Collection {
  readonly kind: "list" | "mapping";
  readonly items: readonly Item[];
  /** The comments and empty lines after the last item. */
  readonly end: readonly Line[];
  /** Whether the collection is in brackets on one line. */
  readonly inLine: boolean;
}

/** A value with the comments in it. */
export type Commented =
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null }
  | Collection;

/** An experiment with its comments. */
export interface CommentedFile {
  /** The comments and empty lines at the top of the file. */
  readonly head: readonly Line[];
  readonly root: Collection;
}

/** Whether a value contains a comment or an empty line and therefore needs several lines. */
export function hasLines(value: Commented): boolean {
  if (value.kind === "scalar") return false;
  if (value.end.length > 0) return true;
  return value.items.some(
    (item) => item.leading.length > 0 || item.trailing !== undefined || hasLines(item.value),
  );
}
