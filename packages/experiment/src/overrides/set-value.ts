import { formatPath, formatValue, type Path } from "@retrograd/plugin";
import type { Span } from "../source/source.js";
import {
  childOf,
  type ListNode,
  type MappingNode,
  type SourceNode,
  toPlainValue,
} from "../source/source-tree.js";
import { expandShortForm } from "./expand-short-form.js";
import type { ShortForms } from "./short-forms.js";

/** A tree with one value replaced, or the reason why it cannot be replaced. */
export type SetResult =
  | { readonly root: SourceNode; readonly message?: undefined }
  | { readonly root?: undefined; readonly message: string };

/** A new tree with `value` at `path`. Creates missing mappings and expands short forms, but adds no items to lists. */
export function setValue(root: SourceNode, path: Path, value: SourceNode, forms: ShortForms): SetResult {
  return set(root, 0, { path, value, forms });
}

/** An override: the value and its path. */
interface Setting {
  readonly path: Path;
  readonly value: SourceNode;
  readonly forms: ShortForms;
}

function set(node: SourceNode | undefined, depth: number, setting: Setting): SetResult {
  const { path, value, forms } = setting;
  const step = path[depth];
  if (step === undefined) return { root: node?.key === undefined ? value : { ...value, key: node.key } };
  const here = formatPath(path.slice(0, depth)) || "the file";
  const current = node === undefined || isNull(node) ? emptyMapping(node ?? value) : node;
  const parent = expandShortForm(current, path, depth, forms) ?? current;
  if (parent.kind === "list") return setItem(parent, depth, setting);
  if (parent.kind === "scalar") {
    const reason = `${here} is ${formatValue(toPlainValue(parent))}, which has no keys`;
    return { message: `${reason}: ${fixFor(path, depth, value.span)}` };
  }
  if (typeof step === "number") return { message: `${here} is not a list, so it has no item [${step}]` };
  const other = otherName(parent, step, forms);
  if (other !== undefined) {
    return {
      message: `${here} is ${other}: to replace it by ${step}, use ${mappingFor(path, depth, value.span)}`,
    };
  }
  const inner = set(parent.entries.get(step), depth + 1, setting);
  if (inner.root === undefined) return inner;
  // a key that the file does not have gets the position of the value
  const child = inner.root.key === undefined ? { ...inner.root, key: value.span } : inner.root;
  return { root: { ...parent, entries: new Map(parent.entries).set(step, child) } };
}

/** The name of an entry, if a step would add a second name to it. */
function otherName({ entries }: MappingNode, step: string, forms: ShortForms): string | undefined {
  const [name, ...more] = [...entries.keys()].filter((key) => key !== "id");
  const isEntry = name !== undefined && more.length === 0 && forms.isName(name);
  return isEntry && name !== step && forms.isName(step) ? name : undefined;
}

/** How to replace a number or a name: by another value, or by a mapping. */
function fixFor(path: Path, depth: number, span: Span): string {
  const mapping = mappingFor(path, depth, span);
  if (path.length > depth + 1) return `use ${mapping}`;
  const here = formatPath(path.slice(0, depth));
  return `use --set ${here}=${textOf(span)} if it is its "${path[depth]}", or else ${mapping}`;
}

/** The override that sets a mapping at the first steps of a path, with the other steps inside it. */
function mappingFor(path: Path, depth: number, span: Span): string {
  const [key, ...inner] = path.slice(depth);
  const innermost = inner.reduceRight<string>((nested, step) => `{ ${step}: ${nested} }`, textOf(span));
  return `--set '${formatPath(path.slice(0, depth))}={ ${key}: ${innermost} }'`;
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end).trim();
}

function setItem(list: ListNode, depth: number, setting: Setting): SetResult {
  const { path } = setting;
  const step = path[depth];
  const index = typeof step === "string" && /^\d+$/.test(step) ? Number(step) : step;
  if (typeof index !== "number" || childOf(list, index) === undefined) {
    const here = formatPath(path.slice(0, depth));
    return {
      message: `${here} is a list of ${list.items.length} items, counted from 0, and has no item ${step}`,
    };
  }
  const inner = set(list.items[index], depth + 1, setting);
  return inner.root === undefined ? inner : { root: { ...list, items: list.items.with(index, inner.root) } };
}

function isNull(node: SourceNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function emptyMapping({ span, key }: SourceNode): MappingNode {
  return { kind: "mapping", entries: new Map(), span, ...(key === undefined ? {} : { key }) };
}
