import type { Path } from "@retrograd/plugin";
import type { Span } from "./source.js";

interface Positioned {
  /** The position of the value. */
  readonly span: Span;
  /** The position of its key. None for the items of a list and for the root. */
  readonly key?: Span;
}

/** A text, number, true, false or null, with its position. */
interface ScalarNode extends Positioned {
  readonly kind: "scalar";
  /** Replaces a value that could not be read and that already has a diagnostic. */
  readonly unread?: true;
  readonly value: string | number | boolean | null;
}

/** A list with its position. */
export interface ListNode extends Positioned {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
}

/** A mapping with its position. */
export interface MappingNode extends Positioned {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, SourceNode>;
}

/** A value and where it came from. Aliases are expanded, so each node is in the tree once. */
export type SourceNode = ScalarNode | ListNode | MappingNode;

/** The value as plain data. Mappings have no prototype, so no key has a built-in meaning. */
export function toPlainValue(node: SourceNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toPlainValue);
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) plain[key] = toPlainValue(value);
  return plain;
}

/** What a mistake at a path is about: the key, the value, or something missing inside the value. */
export type Part = "key" | "value" | "inside";

/** The position of the value at a path, or of the nearest enclosing value that exists. Undefined for a value that could not
 *  be read. A key missing from a mapping is shown at the mapping's key, one missing from a lone name at the name. */
export function locate(root: SourceNode, path: Path, part: Part): Span | undefined {
  let node = root;
  for (const step of path) {
    const child = childOf(node, step);
    // a list in place of an options mapping is the value of the main option
    if (child === undefined) return spanOf(node, typeof step === "string" ? missingFrom(node) : "inside");
    node = child;
  }
  return spanOf(node, part);
}

function missingFrom(node: SourceNode): Part {
  return node.kind === "list" ? "value" : "inside";
}

function spanOf(node: SourceNode, part: Part): Span | undefined {
  if (node.kind === "scalar") {
    if (node.unread) return undefined;
    return part === "key" ? keySpan(node) : valueSpan(node);
  }
  return part === "value" ? valueSpan(node) : keySpan(node);
}

/** The item or entry of a node at one step of a path. */
export function childOf(node: SourceNode, step: string | number): SourceNode | undefined {
  if (node.kind === "mapping") return node.entries.get(String(step));
  if (node.kind === "list" && typeof step === "number") return node.items[step];
  return undefined;
}

function keySpan(node: SourceNode): Span {
  return node.key ?? node.span;
}

/** The span of a value. For an empty value, the span of its key. */
function valueSpan(node: SourceNode): Span {
  return node.span.end > node.span.start ? node.span : keySpan(node);
}
