import { type Alias, type Node, visit } from "yaml";

/** What each alias stands for: the last node before it that bears its anchor. An alias without one is left out. */
export function resolveAliases(contents: Node): ReadonlyMap<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(contents, {
    Alias(_key, alias) {
      const target = anchored.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value(_key, node) {
      if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}
