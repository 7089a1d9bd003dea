import type { MappingNode, SourceNode } from "../source/source-tree.js";

/** Whether the value at a path is an entry. An entry of another name replaces it as a whole. */
export type IsEntry = (path: readonly string[]) => boolean;

/** Merges a tree into the one that it extends: mappings key by key; everything else is replaced. Each value keeps its
 *  position. */
export function mergeTrees(base: SourceNode, over: SourceNode, isEntry: IsEntry): SourceNode {
  return merge(base, over, [], isEntry);
}

function merge(base: SourceNode, over: SourceNode, path: readonly string[], isEntry: IsEntry): SourceNode {
  if (base.kind !== "mapping" || over.kind !== "mapping") return over;
  if (isEntry(path) && !sameKeys(base, over)) return over;
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const inherited = base.entries.get(key);
    entries.set(key, inherited === undefined ? value : merge(inherited, value, [...path, key], isEntry));
  }
  return { ...over, entries };
}

function sameKeys(a: MappingNode, b: MappingNode): boolean {
  return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
}
