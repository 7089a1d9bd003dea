import { argumentError, formatShape, type Shape, sameShape } from "@retrograd/core";
import * as axes from "./axis-operations.js";
import * as elementwise from "./elementwise.js";
import type { Operation } from "./operation.js";

/** An operand of a node: another node, or a constant. */
export type Operand = GraphNode | number;

/** How a node comes to its value: by an operation on other nodes, as a leaf whose value is set from outside, or as a constant. */
type Origin =
  | { readonly operation: Operation; readonly inputs: readonly GraphNode[] }
  | { readonly leaf: string }
  | { readonly constant: number; readonly name?: string };

/** A node of a computational graph: an immutable expression over elementary operations. Its methods return new nodes:
 *  `x.matmul(W).add(b)`. A number may stand for a constant. Operands of different shapes are broadcast as in NumPy. */
export class GraphNode {
  readonly shape: Shape;
  readonly origin: Origin;

  private constructor(shape: Shape, origin: Origin) {
    this.shape = shape;
    this.origin = origin;
  }

  /** A leaf of the graph, such as an input or a parameter. */
  static leaf(name: string, shape: Shape): GraphNode {
    return new GraphNode(shape, { leaf: name });
  }

  /** A number. name: its name in formulas; default: the number itself */
  static constant(constant: number, name?: string): GraphNode {
    return new GraphNode([], name === undefined ? { constant } : { constant, name });
  }

  /** `this + other` */
  add(other: Operand): GraphNode {
    return this.#apply(elementwise.add, other);
  }

  /** `this - other` */
  subtract(other: Operand): GraphNode {
    return this.#apply(elementwise.subtract, other);
  }

  /** `this * other`, element by element */
  multiply(other: Operand): GraphNode {
    return this.#apply(elementwise.multiply, other);
  }

  /** `this / other`, element by element */
  divide(other: Operand): GraphNode {
    return this.#apply(elementwise.divide, other);
  }

  /** `max(this, other)`, element by element. The derivative goes to `other` where both are equal. */
  maximum(other: Operand): GraphNode {
    return this.#apply(elementwise.maximum, other);
  }

  /** `min(this, other)`, element by element. The derivative goes to `other` where both are equal. */
  minimum(other: Operand): GraphNode {
    return this.#apply(elementwise.minimum, other);
  }

  /** 1 where `this > other`, else 0. Passes no derivative back. */
  greater(other: Operand): GraphNode {
    return this.#apply(elementwise.greater, other);
  }

  /** `this` where the condition is not 0, else 0. */
  where(isTrue: Operand): GraphNode {
    return this.#apply(elementwise.where, isTrue);
  }

  /** `e^this` */
  exp(): GraphNode {
    return this.#apply(elementwise.exp);
  }

  /** Natural logarithm. */
  log(): GraphNode {
    return this.#apply(elementwise.log);
  }

  /** Hyperbolic tangent. */
  tanh(): GraphNode {
    return this.#apply(elementwise.tanh);
  }

  /** The error function. */
  erf(): GraphNode {
    return this.#apply(elementwise.erf);
  }

  /** Square root. */
  sqrt(): GraphNode {
    return this.#apply(elementwise.sqrt);
  }

  /** `this^2` */
  square(): GraphNode {
    return this.#apply(elementwise.square);
  }

  /** `1 / this` */
  reciprocal(): GraphNode {
    return this.#apply(elementwise.reciprocal);
  }

  /** Sum over an axis; the axis is removed, or stays with length 1 with `{ keep: true }`. Default: sum of all elements, []. */
  sum(axis?: number, options?: axes.ReduceOptions): GraphNode {
    return this.#apply(axes.sum(axis, options));
  }

  /** Largest number over an axis; the axis is removed, or stays with length 1 with `{ keep: true }`. */
  max(axis: number, options?: axes.ReduceOptions): GraphNode {
    return this.#apply(axes.max(axis, options));
  }

  /** Matrix product. this: [m, k], other: [k, n] -> [m, n] */
  matmul(other: GraphNode): GraphNode {
    return this.#apply(axes.matmul, other);
  }

  /** [m, n] -> [n, m] */
  transpose(): GraphNode {
    return this.#apply(axes.transpose);
  }

  /** The same numbers in another shape; the node itself if it has that shape. */
  reshape(shape: Shape): GraphNode {
    return sameShape(this.shape, shape) ? this : this.#apply(axes.reshape(shape));
  }

  /** Repeats axes of length 1, as operands of different shapes do by themselves. */
  broadcast(shape: Shape): GraphNode {
    return this.#apply(axes.broadcast(shape));
  }

  /** The node as a formula is `formulaOf(node)`; this is its shape. */
  toString(): string {
    return `GraphNode ${formatShape(this.shape)}`;
  }

  #apply(operation: Operation, ...others: readonly Operand[]): GraphNode {
    const inputs = [this, ...others.map((other) => nodeOf(operation, other))];
    return new GraphNode(operation.shapeOf(inputs.map(({ shape }) => shape)), { operation, inputs });
  }
}

/** A constant of a graph, for an expression that starts with one: `constant(1).subtract(y)`. */
export function constant(value: number): GraphNode {
  return GraphNode.constant(value);
}

function nodeOf({ symbol }: Operation, operand: unknown): GraphNode {
  if (operand instanceof GraphNode) return operand;
  if (typeof operand === "number") return constant(operand);
  throw argumentError(`graph: ${symbol}`, "the second operand", "a node or a number", operand);
}
