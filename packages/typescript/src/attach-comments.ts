import type { Source, SourceNode } from "@retrograd/experiment";
import type { Comment } from "./comment.js";
import type { Collection, Commented, CommentedFile, Item, Line } from "./commented.js";

type CollectionNode = Exclude<SourceNode, { readonly kind: "scalar" }>;

/** Attaches the comments of a text to its values: a leading comment is before its value, a trailing comment on the same line,
 *  and others are at the end of a collection. `root` and `comments` come from `source`. */
export function attachComments(
  root: CollectionNode,
  source: Source,
  comments: readonly Comment[],
): CommentedFile {
  return new CommentAttacher(source, comments).file(root);
}

/** The comments that belong to a collection: those before the offset `until` that are indented more than `deeperThan`. */
interface Extent {
  readonly until: number;
  readonly deeperThan: number;
}

class CommentAttacher {
  readonly #source: Source;
  readonly #comments: readonly Comment[];
  #next = 0;
  /** The last line of the value or comment that was visited last. */
  #line = 1;

  constructor(source: Source, comments: readonly Comment[]) {
    this.#source = source;
    this.#comments = comments;
  }

  file(root: CollectionNode): CommentedFile {
    const head = this.#linesBefore(root.span.start).filter(
      (line, index, all) => line !== null || index < all.length - 1,
    );
    const { items, end, ...rest } = this.#collection(root, {
      until: this.#source.text.length,
      deeperThan: 0,
    });
    return { head, root: { ...rest, items, end: [...end, ...this.#linesBefore(Infinity)] } };
  }

  #collection(node: CollectionNode, extent: Extent): Collection {
    const children = childrenOf(node);
    const block = this.#isBlock(node);
    const column = this.#source.position(node.span.start).column;
    const until = block ? extent.until : node.span.end - 1;
    const inner = { until, deeperThan: block ? column : 0 };
    const items = children.map((child, index) => {
      const next = children[index + 1]?.start ?? until;
      return this.#item(child, { ...inner, until: next }, index === 0);
    });
    const end = block ? this.#linesInside(extent, column) : this.#linesBefore(until);
    const { span, kind } = node;
    const inLine = !block && this.#lineOf(span.start) === this.#lineOf(span.end);
    if (!block) this.#line = this.#lineOf(span.end);
    return { kind, items, end: items.length === 0 ? withoutFirstGap(end) : end, inLine };
  }

  #item({ key, start, node }: Child, extent: Extent, first: boolean): Item {
    const lines = this.#linesBefore(start);
    const leading = first ? withoutFirstGap(lines) : lines;
    const itemKey = key === undefined ? {} : { key };
    this.#line = this.#lineOf(start);
    if (node.kind === "scalar") {
      const value: Commented = { kind: "scalar", value: node.value };
      this.#line = Math.max(this.#line, this.#lineOf(node.span.end));
      return { ...itemKey, leading, value, ...this.#trailing(extent.until) };
    }
    const afterOpening = this.#trailingOpening(node, key === undefined ? undefined : start);
    const value = this.#collection(node, extent);
    const afterClosing = this.#isBlock(node) ? {} : this.#trailing(extent.until);
    const trailing = [afterOpening.trailing, afterClosing.trailing]
      .filter((text) => text !== undefined)
      .join(" ");
    return onOneLine({ ...itemKey, leading, value, ...(trailing === "" ? {} : { trailing }) });
  }

  /** The comment on the first line of a collection that takes several lines. */
  #trailingOpening(node: CollectionNode, keyStart: number | undefined): Trailing {
    const opening = this.#isBlock(node) ? keyStart : node.span.start;
    const [child] = childrenOf(node);
    if (opening === undefined || child === undefined) return {};
    this.#line = this.#lineOf(opening);
    return this.#trailing(child.start);
  }

  /** The comments on the line visited last, if the text at `until` is on another line. */
  #trailing(until: number): Trailing {
    if (until < this.#source.text.length && this.#lineOf(until) === this.#line) return {};
    const texts: string[] = [];
    for (let comment = this.#peek(); comment !== undefined; comment = this.#peek()) {
      if (comment.start >= until || this.#lineOf(comment.start) !== this.#line) break;
      texts.push(...comment.lines);
      this.#next++;
      this.#line = this.#lineOf(comment.end);
    }
    return texts.length === 0 ? {} : { trailing: texts.join(" ") };
  }

  #linesBefore(offset: number): readonly Line[] {
    const lines: Line[] = [];
    for (
      let comment = this.#peek();
      comment !== undefined && comment.start < offset;
      comment = this.#peek()
    ) {
      this.#take(comment, lines);
    }
    if (offset < this.#source.text.length && this.#lineOf(offset) > this.#line + 1) lines.push(null);
    return lines;
  }

  /** The comments after a block that are indented at least like its items; the others belong to the next item of a parent. */
  #linesInside({ until, deeperThan }: Extent, itemColumn: number): readonly Line[] {
    const lines: Line[] = [];
    for (let comment = this.#peek(); comment !== undefined && comment.start < until; comment = this.#peek()) {
      const { column } = this.#source.position(comment.start);
      if (column < itemColumn || column <= deeperThan) break;
      this.#take(comment, lines);
    }
    return lines;
  }

  #take(comment: Comment, lines: Line[]): void {
    if (this.#lineOf(comment.start) > this.#line + 1) lines.push(null);
    lines.push(...comment.lines);
    this.#line = this.#lineOf(comment.end);
    this.#next++;
  }

  #peek(): Comment | undefined {
    return this.#comments[this.#next];
  }

  /** Whether a collection is a YAML block, without brackets. An alias is on one line and not a block. */
  #isBlock({ span }: CollectionNode): boolean {
    return !"[{*".includes(this.#source.text[span.start] ?? "[");
  }

  #lineOf(offset: number): number {
    return this.#source.position(offset).line;
  }
}

interface Trailing {
  readonly trailing?: string;
}

interface Child {
  readonly key?: string;
  readonly start: number;
  readonly node: SourceNode;
}

function childrenOf(node: CollectionNode): readonly Child[] {
  if (node.kind === "list") return node.items.map((item) => ({ start: item.span.start, node: item }));
  return [...node.entries].map(([key, child]) => ({
    key,
    start: child.key?.start ?? child.span.start,
    node: child,
  }));
}

function withoutFirstGap(lines: readonly Line[]): readonly Line[] {
  return lines[0] === null ? lines.slice(1) : lines;
}

/** Moves the trailing comment of `- Affine: 10 # comment` from the entry `Affine` to the list item. */
function onOneLine(item: Item): Item {
  const { value, trailing } = item;
  if (item.key !== undefined || value.kind !== "mapping" || value.inLine || value.end.length > 0) return item;
  const [entry, other] = value.items;
  if (entry === undefined || other !== undefined || entry.leading.length > 0) return item;
  if (entry.value.kind !== "scalar" && !entry.value.inLine) return item;
  const { trailing: inner, ...rest } = entry;
  const texts = [trailing, inner].filter((text) => text !== undefined).join(" ");
  return {
    ...item,
    ...(texts === "" ? {} : { trailing: texts }),
    value: { ...value, inLine: true, items: [rest] },
  };
}
