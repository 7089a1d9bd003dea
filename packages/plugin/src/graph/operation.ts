import type { Shape, Tensor } from "@retrograd/core";

/** How tightly the text of an expression binds, from loosest to tightest. */
export const strengths = { condition: 0, sum: 1, product: 2, matrixProduct: 3, atom: 4 } as const;

/** The names of a node and of its inputs in formulas. */
export interface NodeNames {
  readonly inputs: readonly string[];
  readonly output: string;
}

/** The values with which a node's derivative is computed. */
export interface BackwardValues {
  /** Derivative with respect to the node's value, of the value's shape. */
  readonly dy: Tensor;
  readonly inputs: readonly Tensor[];
  readonly y: Tensor;
}

/** What an elementary node computes: its value, its local derivative, and how both are written. Everything is computed in
 *  float64 by plain loops, without the kernels of an engine, so that a graph is a second opinion on a layer. */
export interface Operation {
  /** In the circle of a drawing: "+", "exp". */
  readonly symbol: string;
  /** How tightly the text of `write` binds. */
  readonly strength: number;
  /** The strength that the text of each operand needs; weaker ones are put in parentheses. */
  readonly needs: readonly number[];
  /** True if operands of other shapes are repeated; their derivatives are summed over what is repeated. Default: false. */
  readonly broadcasts?: boolean;
  /** The expression, from the texts of its operands. */
  write(operands: readonly string[]): string;
  /** Shape of the value. @throws RetrogradError E_SHAPE when the inputs do not fit */
  shapeOf(inputs: readonly Shape[]): Shape;
  forward(inputs: readonly Tensor[]): Tensor;
  /** The derivative with respect to each input, of the input's shape. */
  backward(values: BackwardValues): readonly Tensor[];
  /** The formula of each derivative: `dy * y` for exp; undefined where nothing is passed back. */
  derivatives(names: NodeNames): readonly (string | undefined)[];
}
