import { type Shape, sameShape, type Tensor } from "@retrograd/core";
import {
  evaluateGraph,
  formulaOf,
  forwardGraph,
  type GraphNode,
  type LayerDefinition,
  type LossDefinition,
  type Registry,
} from "@retrograd/plugin";
import { graphInput, type ValueRows } from "./figure-input.js";

/** The computational graph of a layer or a loss with numbers, as plain data for drawings. */
export interface LayerFigure {
  /** The name of the layer or loss. */
  readonly type: string;
  readonly summary: string;
  /** The forward pass on one line: "y = x W + b"; a value that is used several times by its name. */
  readonly formula: string;
  /** Every node but the constants, each after its inputs; the output is the last one. */
  readonly nodes: readonly FigureNode[];
  /** The short form of each gradient, proved by the conformance checks: `{ tensor: "x", formula: "dy W^T" }`. */
  readonly gradients: readonly ShortForm[];
}

/** A node of a figure. */
export interface FigureNode {
  /** "x", "W", "y", or a letter for a node on the way. */
  readonly name: string;
  /** What it computes from other nodes: "a * -1"; undefined for a leaf. */
  readonly formula?: string;
  /** In its circle: "+", "exp"; undefined for a leaf. */
  readonly symbol?: string;
  readonly value: FigureValue;
  /** Derivative of the loss, or of the sum of y, with respect to the node; undefined for targets. */
  readonly derivative?: FigureValue;
  /** What it is computed from, in order. */
  readonly inputs: readonly FigureInput[];
}

/** An input of a node. */
interface FigureInput {
  /** The name of a node, or the text of a constant: "-1", "batch = 2". */
  readonly name: string;
  readonly isConstant: boolean;
  /** What the node passes back to it; undefined for constants and targets. */
  readonly passedBack?: FigureValue;
  /** The local derivative: "da = db * -1"; undefined where nothing is passed back. */
  readonly derivative?: string;
}

/** The numbers of a node, row-major. */
export interface FigureValue {
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** A gradient as what the chain rule simplifies to. */
interface ShortForm {
  readonly tensor: string;
  readonly formula: string;
  readonly value: FigureValue;
}

/** Evaluates the graph of a layer or a loss with numbers. rows: x, row by row. Default: the definition's example
 *  @throws RetrogradError E_USAGE when it declares no graph, or takes no such values */
export function layerFigure(
  registry: Registry,
  definition: LayerDefinition | LossDefinition,
  rows?: ValueRows,
): LayerFigure {
  const { graph, leaves, dy, isLoss } = graphInput(registry, definition, rows);
  const evaluated = evaluateGraph(graph.output, leaves, dy);
  const names = namesOf(
    evaluated.map(({ node }) => node),
    graph,
    isLoss ? "loss" : "y",
  );
  const isTarget = (node: GraphNode) => isLoss && node === graph.leaves.t;
  const nodes = evaluated
    .filter(({ node }) => !("constant" in node.origin))
    .map(({ node, value, derivative, passedBack }): FigureNode => {
      const name = names.get(node) ?? "";
      const common = {
        name,
        value: plain(value),
        ...(isTarget(node) ? {} : { derivative: plain(derivative) }),
      };
      if (!("operation" in node.origin)) return { ...common, inputs: [] };
      const { operation, inputs } = node.origin;
      const inputNames = inputs.map((input) => names.get(input) ?? formulaOf(input));
      const formulas = operation.derivatives({ inputs: inputNames, output: name }).map((formula, i) => {
        const isRepeated = operation.broadcasts === true && !sameShape(inputs[i]?.shape ?? [], node.shape);
        return formula !== undefined && isRepeated ? `sum(${formula})` : formula;
      });
      return {
        ...common,
        formula: formulaOf(node, names),
        symbol: operation.symbol,
        inputs: inputs.map((input, i) =>
          inputOf(input, inputNames[i] ?? "", formulas[i], isTarget(input) ? undefined : passedBack[i]),
        ),
      };
    });
  // a value that is used several times, and the prediction of a loss, are not repeated in the whole formula
  const uses = evaluated.flatMap(({ node }) => ("operation" in node.origin ? node.origin.inputs : []));
  const shortNames = new Map(
    [...names].filter(([node]) => node === graph.prediction || uses.indexOf(node) !== uses.lastIndexOf(node)),
  );
  const values = forwardGraph(Object.values(graph.gradients), leaves);
  return {
    type: definition.type,
    summary: definition.summary,
    formula: `${isLoss ? "loss" : "y"} = ${formulaOf(graph.output, shortNames)}`,
    nodes,
    gradients: Object.entries(graph.gradients).map(([tensor, node]) => ({
      tensor,
      formula: formulaOf(node, names),
      value: plain(values.get(node) ?? dy),
    })),
  };
}

function inputOf(
  node: GraphNode,
  name: string,
  formula: string | undefined,
  passedBack: Tensor | undefined,
): FigureInput {
  const { origin } = node;
  if ("constant" in origin)
    return {
      name: origin.name === undefined ? name : `${origin.name} = ${origin.constant}`,
      isConstant: true,
    };
  if (passedBack === undefined) return { name, isConstant: false };
  return {
    name,
    isConstant: false,
    passedBack: plain(passedBack),
    ...(formula === undefined ? {} : { derivative: `d${name} = ${formula}` }),
  };
}

// without d, which marks derivatives: dx
const letters = [..."abcefghijkmnopqrsuvwz"];

/** Names for the nodes: leaves have their own, the output and the prediction are y or loss, the others get letters. */
function namesOf(
  nodes: readonly GraphNode[],
  { output, prediction }: { readonly output: GraphNode; readonly prediction?: GraphNode },
  outputName: string,
): ReadonlyMap<GraphNode, string> {
  const names = new Map<GraphNode, string>();
  const free = (name: string) => ![...names.values(), "x", "t", outputName].includes(name);
  for (const node of nodes) if ("leaf" in node.origin) names.set(node, node.origin.leaf);
  if (prediction !== undefined && "operation" in prediction.origin) names.set(prediction, "y");
  for (const node of nodes) {
    if (!("operation" in node.origin) || names.has(node)) continue;
    const name = node === output ? outputName : (letters.find(free) ?? `v${names.size}`);
    names.set(node, name);
  }
  return names;
}

function plain({ shape, data }: Tensor): FigureValue {
  return { shape, data: Array.from(data) };
}
