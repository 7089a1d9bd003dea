import { formatShape, RetrogradError, type Shape, sameShape, type Tensor } from "@retrograd/core";
import type { Layer } from "../contract/layer.js";
import type { Loss } from "../contract/loss.js";
import { blaming } from "../contract-breach.js";
import { values } from "./broadcast.js";
import { GraphNode } from "./graph-node.js";

/** The graph of a layer or a loss for a number of rows. */
export interface BuiltGraph {
  /** y of a layer, the loss of a loss. */
  readonly output: GraphNode;
  /** The prediction of a loss that declares it. */
  readonly prediction?: GraphNode;
  /** The leaves by name: x, the parameters, t of a loss, dy of a layer. */
  readonly leaves: Readonly<Record<string, GraphNode>>;
  /** The short forms of backward by tensor; empty if none is declared. */
  readonly gradients: Readonly<Record<string, GraphNode>>;
}

/** Builds the graph of a layer; undefined if the layer declares none. inShape: without the batch axis
 *  @throws RetrogradError E_PLUGIN when it is not a graph, E_SHAPE when shapes do not fit */
export function buildLayerGraph(layer: Layer, inShape: Shape, rows: number): BuiltGraph | undefined {
  if (layer.graph === undefined) return undefined;
  const leaves = {
    ...parameterLeaves(layer.type, layer.paramShapes, ["x", "dy", "batch"]),
    x: GraphNode.leaf("x", [rows, ...inShape]),
    dy: GraphNode.leaf("dy", [rows, ...layer.outShape]),
  };
  const batch = GraphNode.constant(rows, "batch");
  const { y, gradients = {} } = blaming(layer.type, () => layer.graph?.({ ...leaves, batch })) ?? {};
  const output = requireNode(layer.type, "y", y, leaves.dy.shape);
  return { output, leaves, gradients: shortForms(layer.type, gradients, leaves) };
}

/** Builds the graph of a loss; undefined if the loss declares none. inShape: without the batch axis
 *  @throws RetrogradError E_PLUGIN when it is not a graph, E_SHAPE when shapes do not fit */
export function buildLossGraph(loss: Loss, inShape: Shape, rows: number): BuiltGraph | undefined {
  if (loss.graph === undefined) return undefined;
  const leaves = {
    ...parameterLeaves(loss.type, loss.paramShapes ?? {}, ["x", "t", "batch"]),
    x: GraphNode.leaf("x", [rows, ...inShape]),
    t: GraphNode.leaf("t", [rows, ...loss.outShape]),
  };
  const batch = GraphNode.constant(rows, "batch");
  const graph = blaming(loss.type, () => loss.graph?.({ ...leaves, batch }));
  const { y, gradients = {} } = graph ?? {};
  return {
    output: requireNode(loss.type, "loss", graph?.loss, []),
    ...(y === undefined ? {} : { prediction: requireNode(loss.type, "y", y, leaves.t.shape) }),
    leaves,
    gradients: shortForms(loss.type, gradients, leaves),
  };
}

/** Targets as the leaf t of a graph: class indices become rows with a single 1.
 *  t: shape, or shape without its last axis -> shape */
export function graphTargets(t: Tensor, shape: Shape): Tensor {
  if (sameShape(t.shape, shape)) return t;
  const classes = shape.at(-1) ?? 1;
  const rows = Array.from(t.data, (index) =>
    Array.from({ length: classes }, (_, i) => (i === index ? 1 : 0)),
  );
  return values(rows.flat(), shape);
}

/** reserved: the other leaves, whose names no parameter may have */
function parameterLeaves(
  who: string,
  shapes: Readonly<Record<string, Shape>>,
  reserved: readonly string[],
): Readonly<Record<string, GraphNode>> {
  const hidden = reserved.find((name) => Object.hasOwn(shapes, name));
  if (hidden !== undefined)
    throw new RetrogradError(
      "E_PLUGIN",
      `${who}: graph: a parameter is called "${hidden}", the name of another leaf: rename the parameter`,
    );
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, GraphNode.leaf(name, shape)] as const),
  );
}

function shortForms(
  who: string,
  gradients: Readonly<Record<string, GraphNode | undefined>>,
  leaves: Readonly<Record<string, GraphNode>>,
): Readonly<Record<string, GraphNode>> {
  const entries = Object.entries(gradients).map(([name, node]) => {
    const leaf = leaves[name];
    if (leaf === undefined)
      throw new RetrogradError("E_PLUGIN", `${who}: graph: gradients.${name}: there is no tensor ${name}`);
    return [name, requireNode(who, `gradients.${name}`, node, leaf.shape)] as const;
  });
  return Object.fromEntries(entries);
}

function requireNode(who: string, name: string, node: unknown, shape: Shape): GraphNode {
  if (!(node instanceof GraphNode))
    throw new RetrogradError(
      "E_PLUGIN",
      `${who}: graph must return an object whose ${name} is a node, such as x.multiply(2), got ${typeof node}`,
    );
  if (sameShape(node.shape, shape)) return node;
  throw new RetrogradError(
    "E_PLUGIN",
    `${who}: graph: ${name} must have the shape ${formatShape(shape)}, got ${formatShape(node.shape)}`,
  );
}
