import type { Shape } from "@retrograd/core";
import type { GraphNode } from "../graph/graph-node.js";

/** Something for each parameter of a layer, by name. */
type Named = Readonly<Record<string, unknown>>;

/** The leaves of a layer's graph: its input, its parameters by name, and dy for the short form. */
export type LayerLeaves<P extends Named = Named> = { readonly [K in keyof P]: GraphNode } & {
  /** [batch, ...inShape] */
  readonly x: GraphNode;
  /** Gradient with respect to y: [batch, ...outShape]. For `gradients` only. */
  readonly dy: GraphNode;
  /** The number of rows, a constant. */
  readonly batch: GraphNode;
};

/** A layer's forward pass as an expression over elementary nodes, and the short form of its backward pass. */
export interface LayerGraph<P extends Named = Named> {
  /** [batch, ...outShape] */
  readonly y: GraphNode;
  /** What the chain rule simplifies to, by tensor: `{ x: dy.multiply(y) }`. Conformance proves each. Default: none. */
  readonly gradients?: { readonly [K in (keyof P & string) | "x"]?: GraphNode };
}

/** The leaves of a loss's graph: its input, its targets, and its parameters by name. */
export type LossLeaves = Readonly<Record<string, GraphNode>> & {
  /** [batch, ...inShape] */
  readonly x: GraphNode;
  /** [batch, ...outShape]; class indices arrive as rows with a single 1. */
  readonly t: GraphNode;
  /** The number of rows, a constant. */
  readonly batch: GraphNode;
};

/** A loss as an expression over elementary nodes, and the short form of its gradient. */
export interface LossGraph {
  /** The mean over the batch: [] */
  readonly loss: GraphNode;
  /** The prediction, a node on the way to the loss: [batch, ...outShape]. Default: none. */
  readonly y?: GraphNode;
  /** What the chain rule simplifies to, by tensor. Conformance proves each. Default: none. */
  readonly gradients?: Readonly<Record<string, GraphNode>>;
}

/** The use of a layer or loss that `retrograd explain` shows, with its numbers, row by row. */
export interface GraphExample {
  /** Options as an experiment writes them. Default: {}. */
  readonly options?: unknown;
  /** Shape of one input, without the batch axis. */
  readonly input: Shape;
  /** One or more inputs. */
  readonly x: readonly number[];
  /** Parameters by name. Default of each: small round numbers. */
  readonly params?: Readonly<Record<string, readonly number[]>>;
  /** Targets of a loss: [batch, ...outShape]. Default: drawn by the loss. */
  readonly t?: readonly number[];
}
