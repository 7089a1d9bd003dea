import { formatPath, type Path } from "@retrograd/plugin";
import { childOf, type SourceNode } from "../source/source-tree.js";
import type { SetResult } from "./set-value.js";

/** A new tree without the value at `path`: an entry of a mapping or an item of a list. */
export function removeValue(root: SourceNode, path: Path): SetResult {
  return remove(root, path, 0);
}

function remove(node: SourceNode, path: Path, depth: number): SetResult {
  const key = path[depth];
  const step = node.kind === "list" && /^\d+$/.test(String(key)) ? Number(key) : key;
  const child = step === undefined ? undefined : childOf(node, step);
  if (step === undefined || child === undefined || node.kind === "scalar") {
    const here = formatPath(path.slice(0, depth)) || "the file";
    const keys = node.kind === "mapping" ? [...node.entries.keys()].join(", ") : "";
    const hint = keys === "" ? "" : `. It has: ${keys}`;
    return { message: `${here} has no ${formatPath([step ?? ""])} to remove${hint}` };
  }
  const rest = depth + 1 < path.length ? remove(child, path, depth + 1) : undefined;
  if (rest !== undefined && rest.root === undefined) return rest;
  if (node.kind === "list") {
    return { root: { ...node, items: node.items.toSpliced(Number(step), 1, ...inner(rest)) } };
  }
  const entries = new Map(node.entries);
  if (rest === undefined) entries.delete(String(step));
  else entries.set(String(step), rest.root);
  return { root: { ...node, entries } };
}

function inner(rest: { readonly root: SourceNode } | undefined): readonly SourceNode[] {
  return rest === undefined ? [] : [rest.root];
}
