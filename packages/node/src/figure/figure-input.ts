import {
  formatShape,
  philoxStreams,
  RetrogradError,
  referenceEngine,
  type Shape,
  sizeOf,
  type Tensor,
  tensor,
  visibleText,
} from "@retrograd/core";
import { buildNetwork, type Network } from "@retrograd/network";
import {
  type BuiltGraph,
  buildLayerGraph,
  buildLossGraph,
  type GraphExample,
  graphTargets,
  type LayerDefinition,
  type LeafValues,
  type LossDefinition,
  type Registry,
} from "@retrograd/plugin";

/** Rows of numbers that a user wrote: `--values "1, -2; 3, 4"`. */
export type ValueRows = readonly (readonly number[])[];

/** A graph with a value for each of its leaves. */
export interface GraphInput {
  readonly graph: BuiltGraph;
  readonly leaves: LeafValues;
  /** Derivative with respect to the output: ones. */
  readonly dy: Tensor;
  readonly isLoss: boolean;
}

// an input of a table, of a sequence and of a picture
const usualShapes: readonly Shape[] = [[3], [2, 3], [1, 2, 3]];
const roundNumbers = [1, -2, 3, -1, 2, 0.5];
const f64 = { dtype: "f64", engine: referenceEngine } as const;

/** Builds the graph of a layer or loss with numbers: those of the user, else of the definition's `graphExample`, else small
 *  round ones.
 *  @throws RetrogradError E_USAGE when it declares no graph, or takes no such values; as `buildNetwork` for options */
export function graphInput(
  registry: Registry,
  definition: LayerDefinition | LossDefinition,
  rows?: ValueRows,
): GraphInput {
  const isLoss = registry.losses.get(definition.type) === definition;
  const example = exampleOf(registry, definition, isLoss);
  requireSize(definition, "x", example.x, sizeOf(example.input));
  const { input, x } = inputOf(registry, { definition, example, isLoss }, rows);
  const count = x.length / sizeOf(input);
  const network = networkOf(registry, { definition, example, isLoss }, input);
  const [first] = network.layers;
  const { loss } = network.loss;
  const graph =
    isLoss || first === undefined
      ? buildLossGraph(loss, input, count)
      : buildLayerGraph(first.layer, input, count);
  if (graph === undefined) {
    const name = visibleText(definition.type);
    throw new RetrogradError(
      "E_USAGE",
      `${name} declares no computational graph: what its create returns needs a "graph", such as ${isLoss ? "graph: ({ x, t, batch }) => ({ loss: x.subtract(t).square().sum().divide(batch) })" : "graph: ({ x }) => ({ y: x.multiply(2) })"}; docs/adding-a-layer.md explains it`,
    );
  }
  const rng = philoxStreams(0).stream("graph");
  const params = (isLoss ? loss.init?.(rng) : first?.layer.init(rng)) ?? {};
  const leaves = Object.entries(graph.leaves).map(([name, leaf]): [typeof leaf, Tensor] => {
    const { shape } = leaf;
    if (name === "x") return [leaf, tensor(x, shape, f64)];
    if (name === "dy") return [leaf, ones(shape)];
    const isTargets = isLoss && name === "t";
    const values = isTargets ? example.t : example.params?.[name];
    // the user's input may have other rows or classes than the example, and so other targets
    if (values !== undefined && !(isTargets && rows !== undefined && values.length !== sizeOf(shape))) {
      requireSize(definition, isTargets ? name : `params.${name}`, values, sizeOf(shape));
      return [leaf, tensor(values, shape, f64)];
    }
    const drawn = isTargets ? graphTargets(loss.exampleTargets(count, rng), shape) : params[name];
    return [leaf, tensor(Array.from(drawn?.data ?? [], rounded), shape, f64)];
  });
  return { graph, leaves: new Map(leaves), dy: ones(graph.output.shape), isLoss };
}

/** A layer or loss with the use that is shown. */
interface Subject {
  readonly definition: LayerDefinition | LossDefinition;
  readonly example: GraphExample;
  readonly isLoss: boolean;
}

/** The shape of an input, and the inputs row by row. */
function inputOf(
  registry: Registry,
  subject: Subject,
  rows: ValueRows | undefined,
): { readonly input: Shape; readonly x: readonly number[] } {
  const { definition, example } = subject;
  if (rows === undefined) return example;
  const [row = []] = rows;
  const x = rows.flat();
  const width = sizeOf(example.input);
  const uneven = rows.find(({ length }) => length !== row.length);
  if (uneven !== undefined)
    throw new RetrogradError(
      "E_USAGE",
      `--values: every row needs equally many numbers, got rows of ${row.length} and of ${uneven.length}`,
    );
  if (row.length === width || (rows.length === 1 && x.length > 0 && x.length % width === 0))
    return { input: example.input, x };
  if (x.length > 0 && !isFixed(registry, subject)) return { input: [row.length], x };
  throw new RetrogradError(
    "E_USAGE",
    `--values: an input of ${visibleText(definition.type)} has the shape ${formatShape(example.input)} here: write ${width} numbers for each row, got ${row.length}`,
  );
}

/** Whether an input of another length does not fit: parameters have the example's shapes, or it has several axes. */
function isFixed(registry: Registry, subject: Subject): boolean {
  const { example, isLoss } = subject;
  if (example.input.length !== 1) return true;
  const {
    layers: [first],
    loss,
  } = networkOf(registry, subject, example.input);
  const shapes = isLoss ? loss.loss.paramShapes : first?.layer.paramShapes;
  return Object.keys(shapes ?? {}).length > 0;
}

function networkOf(registry: Registry, { definition, example, isLoss }: Subject, input: Shape): Network {
  const entry = { [definition.type]: example.options ?? {} };
  return buildNetwork(registry, { input, layers: isLoss ? [entry] : [entry, "IdentityWithLoss"] }, f64);
}

/** The use that a definition gives, or else the smallest of its examples, or else the first usual shape that it takes. */
function exampleOf(
  registry: Registry,
  definition: LayerDefinition | LossDefinition,
  isLoss: boolean,
): GraphExample {
  const { graphExample, examples = [] } = definition;
  if (graphExample !== undefined) return graphExample;
  const onRoundNumbers = ({ options, input }: Pick<GraphExample, "options" | "input">): GraphExample => ({
    options,
    input,
    x: Array.from({ length: sizeOf(input) }, (_, i) => roundNumbers[i % roundNumbers.length] ?? 0),
  });
  const [smallest] = [...examples].sort((a, b) => sizeOf(a.input) - sizeOf(b.input));
  if (smallest !== undefined) return onRoundNumbers({ options: smallest.options, input: smallest.input });
  const usual = usualShapes.map((input) => onRoundNumbers({ options: {}, input }));
  const usable = usual.find((example) => {
    try {
      networkOf(registry, { definition, example, isLoss }, example.input);
      return true;
    } catch {
      return false;
    }
  });
  // with the error of the usual shape if there is none
  return usable ?? onRoundNumbers({ options: {}, input: [3] });
}

/** @throws RetrogradError E_PLUGIN when the numbers of a definition's example are not rows of `size` */
function requireSize(
  { type }: Subject["definition"],
  name: string,
  values: readonly number[],
  size: number,
): void {
  const isRight = name === "x" ? values.length > 0 && values.length % size === 0 : values.length === size;
  if (isRight) return;
  throw new RetrogradError(
    "E_PLUGIN",
    visibleText(
      `${type}: graphExample.${name} must have ${name === "x" ? `a multiple of ${size}` : size} numbers, got ${values.length}`,
    ),
  );
}

function ones(shape: Shape): Tensor {
  return tensor(new Float64Array(sizeOf(shape)).fill(1), shape, f64);
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}
