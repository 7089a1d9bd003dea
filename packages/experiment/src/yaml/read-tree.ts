import type { Path } from "@retrograd/plugin";
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import type { Source, Span } from "../source/source.js";
import type { SourceNode } from "../source/source-tree.js";
import { maxValues } from "./limits.js";
import { resolveAliases } from "./resolve-aliases.js";

/** A document's values as a tree with places; without a root it unfolds to too much. */
export interface ReadTree {
  readonly root?: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Turns a composed document into a tree: aliases unfolded, keys unique and text, no tags.
 *  What is refused is reported and left out, and reading goes on. */
export function readTree(contents: Node, source: Source, start: number): ReadTree {
  const reader = new TreeReader(source, start, resolveAliases(contents));
  const root = reader.read(contents, [], {});
  return reader.values > maxValues ? { mistakes: reader.mistakes } : { root, mistakes: reader.mistakes };
}

/** Where the key of a value stands, and the alias that stands for the value. */
interface Place {
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

  read(node: Node | null, path: Path, place: Place): SourceNode {
    const span = place.span ?? this.#span(node, place.key);
    const placed = { span, ...(place.key === undefined ? {} : { key: place.key }) };
    const nothing: SourceNode = { kind: "scalar", value: null, ...placed };
    if (node === null || this.#isTooMuch(span, path)) return nothing;
    if (isAlias(node)) return this.#readAlias(node, path, { ...place, span });
    if (node.tag !== undefined) {
      this.#report(
        "RG1011",
        span,
        path,
        "tags are not read; write the value itself, in quotes if it is text",
      );
    }
    if (isSeq<Node | null>(node)) {
      return this.#within(node, () => {
        const items = node.items.map((item, index) => this.read(item, [...path, index], {}));
        return { kind: "list", items, ...placed };
      });
    }
    if (isMap<Node, Node | null>(node)) {
      return this.#within(node, () => {
        const entries = new Map<string, SourceNode>();
        for (const pair of node.items) this.#readPair(pair, path, entries);
        return { kind: "mapping", entries, ...placed };
      });
    }
    return isScalar(node) ? { kind: "scalar", value: scalarValue(node), ...placed } : nothing;
  }

  #readAlias(alias: Alias, path: Path, place: Place & { readonly span: Span }): SourceNode {
    const target = this.#targets.get(alias);
    if (target !== undefined && !this.#open.has(target)) return this.read(target, path, place);
    const message =
      target === undefined
        ? `*${alias.source} stands for nothing: no earlier value is marked &${alias.source}`
        : `*${alias.source} stands for a value that it is a part of`;
    this.#report("RG1010", place.span, path, message);
    return { kind: "scalar", value: null, unread: true, ...place };
  }

  #readPair(pair: Pair<Node, Node | null>, path: Path, entries: Map<string, SourceNode>): void {
    const written = pair.key;
    const key = this.#span(written, undefined);
    const node = isAlias(written) ? this.#targets.get(written) : written;
    const name = isScalar(node) ? node.value : undefined;
    if (typeof name !== "string") {
      // in { lr: 0,1 } the comma begins another key
      const comma = typeof name === "number" ? ", or write a decimal with a point: 0.1" : "";
      this.#report("RG1013", key, path, `a key must be text; put it in quotes${comma}`);
      return;
    }
    const at = [...path, name];
    if (name === "__proto__") {
      this.#report("RG1014", key, at, 'the key "__proto__" is not allowed');
    } else if (name === "<<") {
      this.#report("RG1016", key, at, 'merge keys "<<" are not read; write the keys out');
    } else if (entries.has(name)) {
      const { line } = this.#source.position(entries.get(name)?.key?.start ?? 0);
      this.#report(
        "RG1007",
        key,
        at,
        `the key ${JSON.stringify(name)} is given twice, first in line ${line}`,
      );
    } else {
      entries.set(name, this.read(pair.value, at, { key }));
    }
  }

  /** Marks a collection as being read, so that an alias to it from inside is seen. */
  #within(node: Node, read: () => SourceNode): SourceNode {
    this.#open.add(node);
    const tree = read();
    this.#open.delete(node);
    return tree;
  }

  #isTooMuch(span: Span, path: Path): boolean {
    this.values++;
    if (this.values === maxValues + 1) {
      this.#report("RG1009", span, path, `the file unfolds to more than ${maxValues} values`);
    }
    return this.values > maxValues;
  }

  /** Where a node stands, without the space after it; a value that was left out stands after its key. */
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
