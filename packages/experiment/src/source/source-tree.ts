import type { Path } from "@retrograd/plugin";
import type { Span } from "./source.js";

interface Placed {
  /** Where the value stands. */
  readonly span: Span;
  /** Where its key stands; none for items of lists and for the root. */
  readonly key?: Span;
}

/** A text, number, true, false or null, with its place. */
interface ScalarNode extends Placed {
  readonly kind: "scalar";
  /** Stands for a value that could not be read, of which a diagnostic tells already. */
  readonly unread?: true;
  readonly value: string | number | boolean | null;
}

/** A list with its place. */
export interface ListNode extends Placed {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
}

/** A mapping with its place. */
export interface MappingNode extends Placed {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, SourceNode>;
}

/** A value with the places it came from: aliases are unfolded, every node stands in the tree once. */
export type SourceNode = ScalarNode | ListNode | MappingNode;

/** The value as plain data: mappings without a prototype, so that no key means anything by itself. */
export function toPlainValue(node: SourceNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toPlainValue);
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) plain[key] = toPlainValue(value);
  return plain;
}

/** What of the thing at a path is meant: its key, its value, or something that is missing inside it. */
export type Part = "key" | "value" | "inside";

/** The place of what a path leads to, or of the nearest thing around it that exists; undefined for a value that
 *  could not be read. What is missing from a mapping is shown at the mapping's key, from a lone name at the name. */
export function locate(root: SourceNode, path: Path, part: Part): Span | undefined {
  let node = root;
  for (const step of path) {
    const child = childOf(node, step);
    // a list that stands for a main option is that option's value
    if (child === undefined) return placeOf(node, typeof step === "string" ? missingFrom(node) : "inside");
    node = child;
  }
  return placeOf(node, part);
}

function missingFrom(node: SourceNode): Part {
  return node.kind === "list" ? "value" : "inside";
}

function placeOf(node: SourceNode, part: Part): Span | undefined {
  if (node.kind === "scalar") {
    if (node.unread) return undefined;
    return part === "key" ? keySpan(node) : valueSpan(node);
  }
  return part === "value" ? valueSpan(node) : keySpan(node);
}

/** The value one step further, if there is one. */
export function childOf(node: SourceNode, step: string | number): SourceNode | undefined {
  if (node.kind === "mapping") return node.entries.get(String(step));
  if (node.kind === "list" && typeof step === "number") return node.items[step];
  return undefined;
}

function keySpan(node: SourceNode): Span {
  return node.key ?? node.span;
}

/** An empty value has no extent: its key stands for it. */
function valueSpan(node: SourceNode): Span {
  return node.span.end > node.span.start ? node.span : keySpan(node);
}
