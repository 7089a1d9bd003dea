import { formatShape, RetrogradError, sameShape, sizeOf, type Tensor } from "@retrograd/core";
import { elementOf, values } from "./broadcast.js";
import type { GraphNode } from "./graph-node.js";

/** Values of the leaves of a graph, each of the leaf's shape. */
export type LeafValues = ReadonlyMap<GraphNode, Tensor>;

/** A node with its value, and its derivative by the chain rule. */
export interface EvaluatedNode {
  readonly node: GraphNode;
  /** In float64, of the node's shape. */
  readonly value: Tensor;
  /** Derivative of the output, weighted by dy, with respect to the node: the sum over everything that uses it. */
  readonly derivative: Tensor;
  /** What the node passes back to each of its inputs; empty for a leaf. */
  readonly passedBack: readonly Tensor[];
}

/** The values of some nodes and of all nodes that they depend on, each after its inputs.
 *  @throws RetrogradError E_SHAPE when a leaf has no value, or one of another shape */
export function forwardGraph(
  outputs: readonly GraphNode[],
  leaves: LeafValues,
): ReadonlyMap<GraphNode, Tensor> {
  const computed = new Map<GraphNode, Tensor>();
  const compute = (node: GraphNode): Tensor => {
    const earlier = computed.get(node);
    if (earlier !== undefined) return earlier;
    const { origin } = node;
    const value =
      "operation" in origin
        ? origin.operation.forward(origin.inputs.map(compute))
        : "constant" in origin
          ? values([origin.constant], [])
          : leafValue(node, origin.leaf, leaves);
    computed.set(node, value);
    return value;
  };
  for (const output of outputs) compute(output);
  return computed;
}

/** Evaluates a graph node by node, forward, and backward by the chain rule.
 *  dy: derivative with respect to the output, of its shape
 *  @returns the nodes, each after its inputs; the output is the last one
 *  @throws RetrogradError E_SHAPE when a leaf or dy has another shape */
export function evaluateGraph(output: GraphNode, leaves: LeafValues, dy: Tensor): readonly EvaluatedNode[] {
  if (!sameShape(dy.shape, output.shape))
    throw new RetrogradError(
      "E_SHAPE",
      `graph: dy must have the output's shape ${formatShape(output.shape)}, got ${formatShape(dy.shape)}`,
    );
  const forward = forwardGraph([output], leaves);
  const derivatives = new Map<GraphNode, Float64Array>([[output, Float64Array.from(dy.data)]]);
  const nodes: EvaluatedNode[] = [];
  // each node comes before its inputs, so that its derivative is complete when it is passed back
  for (const [node, value] of [...forward].reverse()) {
    const { origin } = node;
    const derivative = values(derivatives.get(node) ?? new Float64Array(sizeOf(node.shape)), node.shape);
    const inputs = "operation" in origin ? origin.inputs : [];
    const passedBack =
      "operation" in origin
        ? origin.operation.backward({
            dy: derivative,
            inputs: inputs.map((input) => forward.get(input) ?? derivative),
            y: value,
          })
        : [];
    for (const [i, input] of inputs.entries()) accumulate(derivatives, input, passedBack[i]);
    nodes.push({ node, value, derivative, passedBack });
  }
  return nodes.reverse();
}

function accumulate(
  derivatives: Map<GraphNode, Float64Array>,
  node: GraphNode,
  part: Tensor | undefined,
): void {
  if (part === undefined) return;
  const total = derivatives.get(node);
  if (total === undefined) derivatives.set(node, Float64Array.from(part.data));
  else for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + elementOf(part, i);
}

function leafValue(node: GraphNode, name: string, leaves: LeafValues): Tensor {
  const value = leaves.get(node);
  if (value === undefined || !sameShape(value.shape, node.shape)) {
    const got = value === undefined ? "none" : formatShape(value.shape);
    throw new RetrogradError(
      "E_SHAPE",
      `graph: the leaf ${name} needs a value of shape ${formatShape(node.shape)}, got ${got}`,
    );
  }
  return values(value.data, value.shape);
}
