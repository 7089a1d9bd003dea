import type { Source, SourceNode } from "@retrograd/experiment";
import type { Collection, Commented, CommentedFile, Item, Line } from "./commented.js";
import type { Remark } from "./remark.js";

type CollectionNode = Exclude<SourceNode, { readonly kind: "scalar" }>;

/** Puts the comments of a text to the values that they stand above, beside or after. `root` and `remarks` are of one source. */
export function placeRemarks(
  root: CollectionNode,
  source: Source,
  remarks: readonly Remark[],
): CommentedFile {
  return new Placing(source, remarks).file(root);
}

/** What a collection may take: up to where, and how far in its comments stand at least. */
interface Room {
  readonly until: number;
  readonly deeperThan: number;
}

class Placing {
  readonly #source: Source;
  readonly #remarks: readonly Remark[];
  #next = 0;
  /** The last line of what was placed. */
  #line = 1;

  constructor(source: Source, remarks: readonly Remark[]) {
    this.#source = source;
    this.#remarks = remarks;
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

  #collection(node: CollectionNode, room: Room): Collection {
    const children = childrenOf(node);
    const block = this.#isBlock(node);
    const column = this.#source.position(node.span.start).column;
    const until = block ? room.until : node.span.end - 1;
    const inner = { until, deeperThan: block ? column : 0 };
    const items = children.map((child, index) => {
      const next = children[index + 1]?.start ?? until;
      return this.#item(child, { ...inner, until: next }, index === 0);
    });
    const end = block ? this.#linesInside(room, column) : this.#linesBefore(until);
    const { span, kind } = node;
    const inLine = !block && this.#lineOf(span.start) === this.#lineOf(span.end);
    if (!block) this.#line = this.#lineOf(span.end);
    return { kind, items, end: items.length === 0 ? withoutFirstGap(end) : end, inLine };
  }

  #item({ key, start, node }: Child, room: Room, first: boolean): Item {
    const lines = this.#linesBefore(start);
    const above = first ? withoutFirstGap(lines) : lines;
    const named = key === undefined ? {} : { key };
    this.#line = this.#lineOf(start);
    if (node.kind === "scalar") {
      const value: Commented = { kind: "scalar", value: node.value };
      this.#line = Math.max(this.#line, this.#lineOf(node.span.end));
      return { ...named, above, value, ...this.#beside(room.until) };
    }
    const opened = this.#opening(node, key === undefined ? undefined : start);
    const value = this.#collection(node, room);
    const closed = this.#isBlock(node) ? {} : this.#beside(room.until);
    const beside = [opened.beside, closed.beside].filter((text) => text !== undefined).join(" ");
    return onOneLine({ ...named, above, value, ...(beside === "" ? {} : { beside }) });
  }

  /** A comment on the line in which a collection of several lines begins. */
  #opening(node: CollectionNode, keyStart: number | undefined): Beside {
    const opener = this.#isBlock(node) ? keyStart : node.span.start;
    const [child] = childrenOf(node);
    if (opener === undefined || child === undefined) return {};
    this.#line = this.#lineOf(opener);
    return this.#beside(child.start);
  }

  /** Comments on the last line that was placed, where what comes next stands in another. */
  #beside(until: number): Beside {
    if (until < this.#source.text.length && this.#lineOf(until) === this.#line) return {};
    const texts: string[] = [];
    for (let remark = this.#peek(); remark !== undefined; remark = this.#peek()) {
      if (remark.start >= until || this.#lineOf(remark.start) !== this.#line) break;
      texts.push(...remark.lines);
      this.#next++;
      this.#line = this.#lineOf(remark.end);
    }
    return texts.length === 0 ? {} : { beside: texts.join(" ") };
  }

  #linesBefore(offset: number): readonly Line[] {
    const lines: Line[] = [];
    for (let remark = this.#peek(); remark !== undefined && remark.start < offset; remark = this.#peek()) {
      this.#take(remark, lines);
    }
    if (offset < this.#source.text.length && this.#lineOf(offset) > this.#line + 1) lines.push(null);
    return lines;
  }

  /** Comments after a block, as far in as its items: those further out belong to what follows. */
  #linesInside({ until, deeperThan }: Room, column: number): readonly Line[] {
    const lines: Line[] = [];
    for (let remark = this.#peek(); remark !== undefined && remark.start < until; remark = this.#peek()) {
      const own = this.#source.position(remark.start).column;
      if (own < column || own <= deeperThan) break;
      this.#take(remark, lines);
    }
    return lines;
  }

  #take(remark: Remark, lines: Line[]): void {
    if (this.#lineOf(remark.start) > this.#line + 1) lines.push(null);
    lines.push(...remark.lines);
    this.#line = this.#lineOf(remark.end);
    this.#next++;
  }

  #peek(): Remark | undefined {
    return this.#remarks[this.#next];
  }

  /** Whether a collection is written by indentation; an alias stands in one line. */
  #isBlock({ span }: CollectionNode): boolean {
    return !"[{*".includes(this.#source.text[span.start] ?? "[");
  }

  #lineOf(offset: number): number {
    return this.#source.position(offset).line;
  }
}

interface Beside {
  readonly beside?: string;
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

/** `- Affine: 10 # comment`: a comment beside the one item of an item is beside both. */
function onOneLine(item: Item): Item {
  const { value, beside } = item;
  if (item.key !== undefined || value.kind !== "mapping" || value.inLine || value.end.length > 0) return item;
  const [only, other] = value.items;
  if (only === undefined || other !== undefined || only.above.length > 0) return item;
  if (only.value.kind !== "scalar" && !only.value.inLine) return item;
  const { beside: inner, ...rest } = only;
  const texts = [beside, inner].filter((text) => text !== undefined).join(" ");
  return {
    ...item,
    ...(texts === "" ? {} : { beside: texts }),
    value: { ...value, inLine: true, items: [rest] },
  };
}
