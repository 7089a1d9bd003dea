import { formatPath, formatValue, type Path } from "@retrograd/network";
import type { Span } from "../yaml/source.js";
import {
  childOf,
  type ListNode,
  type MappingNode,
  type SourceNode,
  toPlainValue,
} from "../yaml/source-tree.js";

/** A tree with one value replaced, or why that cannot be. */
export type SetResult =
  | { readonly root: SourceNode; readonly message?: undefined }
  | { readonly root?: undefined; readonly message: string };

/** A new tree with `value` at `path`. Mappings that are missing on the way are made; items of lists are not. */
export function setValue(root: SourceNode, path: Path, value: SourceNode): SetResult {
  return set(root, path, 0, value);
}

function set(node: SourceNode | undefined, path: Path, depth: number, value: SourceNode): SetResult {
  const step = path[depth];
  if (step === undefined) return { root: node?.key === undefined ? value : { ...value, key: node.key } };
  const here = formatPath(path.slice(0, depth)) || "the file";
  const parent = node === undefined || isNothing(node) ? emptyMapping(node ?? value) : node;
  if (parent.kind === "list") return setItem(parent, path, depth, value);
  if (parent.kind === "scalar") {
    const is = `${here} is ${formatValue(toPlainValue(parent))}, which has nothing to set inside it`;
    return { message: `${is}: ${mendFor(path, depth, value.span)}` };
  }
  if (typeof step === "number") return { message: `${here} is no list, so it has no item [${step}]` };
  const inner = set(parent.entries.get(step), path, depth + 1, value);
  if (inner.root === undefined) return inner;
  // a key that the file does not have stands where the value stands
  const child = inner.root.key === undefined ? { ...inner.root, key: value.span } : inner.root;
  return { root: { ...parent, entries: new Map(parent.entries).set(step, child) } };
}

/** How to set what cannot be set inside a number or a name: the number itself, or a mapping in its place. */
function mendFor(path: Path, depth: number, { source, start, end }: Span): string {
  const outer = formatPath(path.slice(0, depth));
  const [key, ...inner] = path.slice(depth);
  const text = source.text.slice(start, end).trim();
  const innermost = inner.reduceRight<string>((nested, step) => `{ ${step}: ${nested} }`, text);
  const mapping = `--set '${outer}={ ${key}: ${innermost} }'`;
  return inner.length > 0
    ? `say ${mapping}`
    : `say --set ${outer}=${text} if it is its "${key}", else ${mapping}`;
}

function setItem(list: ListNode, path: Path, depth: number, value: SourceNode): SetResult {
  const step = path[depth];
  const index = typeof step === "string" && /^\d+$/.test(step) ? Number(step) : step;
  if (typeof index !== "number" || childOf(list, index) === undefined) {
    const here = formatPath(path.slice(0, depth));
    return { message: `${here} is a list of ${list.items.length}, counted from 0, and has no item ${step}` };
  }
  const inner = set(list.items[index], path, depth + 1, value);
  return inner.root === undefined ? inner : { root: { ...list, items: list.items.with(index, inner.root) } };
}

function isNothing(node: SourceNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function emptyMapping({ span, key }: SourceNode): MappingNode {
  return { kind: "mapping", entries: new Map(), span, ...(key === undefined ? {} : { key }) };
}
