import type { Path } from "@retrograd/plugin";
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import type { Source, Span } from "../source/source.js";
import type { SourceNode } from "../source/source-tree.js";
import { maxValues } from "./limits.js";
import { resolveAliases } from "./resolve-aliases.js";

/** A document's values as a tree with their positions. No root: the aliases expand to too many values. */
export interface ReadTree {
  readonly root?: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Turns a composed document into a tree: aliases expanded, keys unique and text, no tags. Everything else is reported and
 *  left out. */
export function readTree(contents: Node, source: Source, start: number): ReadTree {
  const reader = new TreeReader(source, start, resolveAliases(contents));
  const root = reader.read(contents, [], {});
  return reader.values > maxValues ? { mistakes: reader.mistakes } : { root, mistakes: reader.mistakes };
}

/** The position of a value's key, and that of the alias that stands for the value. */
interface ValueSpans {
  readonly key?: Span;
  readonly span?: Span;
}

class TreeReader {
  readonly mistakes: LocatedMistake[] = [];
  values = 0;
  readonly #source: Source;
  readonly #start: number;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #open = new Set<Node>();

  constructor(source: Source, start: number, targets: ReadonlyMap<Alias, Node>) {
    this.#source = source;
    this.#start = start;
    this.#targets = targets;
  }

  read(node: Node | null, path: Path, spans: ValueSpans): SourceNode {
    const span = spans.span ?? this.#span(node, spans.key);
    const position = { span, ...(spans.key === undefined ? {} : { key: spans.key }) };
    const empty: SourceNode = { kind: "scalar", value: null, ...position };
    if (node === null || this.#isTooMuch(span, path)) return empty;
    if (isAlias(node)) return this.#readAlias(node, path, { ...spans, span });
    if (node.tag !== undefined) {
      this.#report(
        "RG1011",
        span,
        path,
        "tags are not supported; write the value itself, in quotes if it is text",
      );
    }
    if (isSeq<Node | null>(node)) {
      return this.#within(node, () => {
        const items = node.items.map((item, index) => this.read(item, [...path, index], {}));
        return { kind: "list", items, ...position };
      });
    }
    if (isMap<Node, Node | null>(node)) {
      return this.#within(node, () => {
        const entries = new Map<string, SourceNode>();
        for (const pair of node.items) this.#readPair(pair, path, entries);
        return { kind: "mapping", entries, ...position };
      });
    }
    return isScalar(node) ? { kind: "scalar", value: scalarValue(node), ...position } : empty;
  }

  #readAlias(alias: Alias, path: Path, spans: ValueSpans & { readonly span: Span }): SourceNode {
    const target = this.#targets.get(alias);
    if (target !== undefined && !this.#open.has(target)) return this.read(target, path, spans);
    const message =
      target === undefined
        ? `*${alias.source} is not defined: no earlier value is marked &${alias.source}`
        : `*${alias.source} refers to a value that contains it`;
    this.#report("RG1010", spans.span, path, message);
    return { kind: "scalar", value: null, unread: true, ...spans };
  }

  #readPair(pair: Pair<Node, Node | null>, path: Path, entries: Map<string, SourceNode>): void {
    const key = this.#span(pair.key, undefined);
    const node = isAlias(pair.key) ? this.#targets.get(pair.key) : pair.key;
    const name = isScalar(node) ? node.value : undefined;
    if (typeof name !== "string") {
      // in { lr: 0,1 } the comma starts another key
      const comma = typeof name === "number" ? ", or write a decimal with a point: 0.1" : "";
      this.#report("RG1013", key, path, `a key must be text; put it in quotes${comma}`);
      return;
    }
    const valuePath = [...path, name];
    if (name === "__proto__") {
      this.#report("RG1014", key, valuePath, 'the key "__proto__" is not allowed');
    } else if (name === "<<") {
      this.#report("RG1016", key, valuePath, 'merge keys "<<" are not supported; write the keys out');
    } else if (entries.has(name)) {
      const { line } = this.#source.position(entries.get(name)?.key?.start ?? 0);
      this.#report(
        "RG1007",
        key,
        valuePath,
        `the key ${JSON.stringify(name)} is a duplicate: line ${line} has it already`,
      );
    } else {
      entries.set(name, this.read(pair.value, valuePath, { key }));
    }
  }

  /** Marks a collection as open while it is read, to detect an alias to it from inside. */
  #within(node: Node, read: () => SourceNode): SourceNode {
    this.#open.add(node);
    const tree = read();
    this.#open.delete(node);
    return tree;
  }

  #isTooMuch(span: Span, path: Path): boolean {
    this.values++;
    if (this.values === maxValues + 1) {
      this.#report("RG1009", span, path, `the file expands to more than ${maxValues} values`);
    }
    return this.values > maxValues;
  }

  /** The span of a node without trailing space. An omitted value has an empty span after its key. */
  #span(node: Node | null, key: Span | undefined): Span {
    const source = this.#source;
    const [from, to] = node?.range ?? [];
    if (from === undefined || to === undefined) {
      const offset = key?.end ?? this.#start;
      return { source, start: offset, end: offset };
    }
    const [start, end] = [from + this.#start, to + this.#start];
    return { source, start, end: start + source.text.slice(start, end).trimEnd().length };
  }

  #report(code: LocatedMistake["code"], span: Span, path: Path, message: string): void {
    this.mistakes.push({ span, code, path, message });
  }
}

function scalarValue(scalar: Scalar): string | number | boolean | null {
  const { value } = scalar;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
