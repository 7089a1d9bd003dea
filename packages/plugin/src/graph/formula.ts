import type { GraphNode } from "./graph-node.js";
import { strengths } from "./operation.js";

/** A node as text: `1 / (1 + exp(-x))`. names: nodes that are written by a name instead of their expression */
export function formulaOf(node: GraphNode, names: ReadonlyMap<GraphNode, string> = new Map()): string {
  return write(node, names, true).text;
}

function write(
  node: GraphNode,
  names: ReadonlyMap<GraphNode, string>,
  isOutermost: boolean,
): { readonly text: string; readonly strength: number } {
  const { origin } = node;
  const name = names.get(node);
  if (name !== undefined && !(isOutermost && "operation" in origin))
    return { text: name, strength: strengths.atom };
  if ("leaf" in origin) return { text: origin.leaf, strength: strengths.atom };
  if ("constant" in origin) return { text: origin.name ?? String(origin.constant), strength: strengths.atom };
  const { operation, inputs } = origin;
  const operands = inputs.map((input, i) => {
    const { text, strength } = write(input, names, false);
    return strength < (operation.needs[i] ?? 0) ? `(${text})` : text;
  });
  return { text: operation.write(operands), strength: operation.strength };
}
