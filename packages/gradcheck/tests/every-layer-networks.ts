import { philoxStreams, type Shape, sizeOf } from "@retrograd/core";
import { checkExperimentText } from "@retrograd/experiment";
import type { Network } from "@retrograd/network";
import { builtinPlugins } from "@retrograd/node";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { type Choices, choicesOf, jointOptions, layerOptions, lossOptions } from "./every-layer-options.js";
import type { RandomNetwork } from "./random-networks.js";

/** Everything that the command knows by default. */
export const everything = createRegistry(...builtinPlugins);

// a check of more numbers than these takes long and shows no more
const mostNumbers = 54;
const mostParameters = 150;

/** An input of a model, with the layers that it needs. */
interface Start {
  readonly input: NonNullable<RandomNetwork["model"]["input"]>;
  readonly layers: readonly Entry[];
}

/** A right network of a seed, of any layers, joints, blocks and losses of all packages: a row, a picture, a sequence, or word
 *  indices, the latter two with padding or without; then 1 to 5 layers, with ways around and branches; then a loss. */
export function everyLayerNetwork(seed: number): RandomNetwork {
  const choices = choicesOf(philoxStreams(seed).stream("every layer"));
  const { input, layers: first } = startOf(choices);
  const layers = [...first];
  const built = (more: readonly Entry[]) => networkOf({ input, layers: [...layers, ...more] });
  const shapeAfter = (more: readonly Entry[]) => smallShape(built([...more, "MeanSquared"]));
  for (let left = choices.upTo(5); left > 0; left--) {
    const shape = shapeAfter([]);
    if (shape === undefined) break;
    layers.push(
      ...fitting(
        () => part(choices, shape),
        (more) => shapeAfter(more) !== undefined,
      ),
    );
  }
  const shape = shapeAfter([]) ?? [];
  const [loss] = fitting(
    () => drawn(choices, lossOptions, shape),
    (more) => built(more) !== undefined,
  );
  const model = { input, layers: [...layers, loss] };
  const network = networkOf(model);
  if (network === undefined) throw new Error(`seed ${seed}: ${JSON.stringify(model)} is refused`);
  return { seed, model, network, batch: choices.upTo(4) };
}

/** The first drawing that fits; many do not, such as a window larger than its picture, or one that mixes padded steps. */
function fitting(
  draw: () => readonly Entry[] | undefined,
  fits: (entries: readonly Entry[]) => boolean,
): readonly Entry[] {
  for (let attempts = 0; attempts < 100; attempts++) {
    const entries = draw();
    if (entries !== undefined && fits(entries)) return entries;
  }
  return ["IdentityWithLoss"];
}

function startOf({ upTo, oneOf }: Choices): Start {
  const padding = upTo(2) === 1 ? { padding: oneOf([0, 1]) } : {};
  const kind = upTo(6);
  if (kind <= 2) return { input: [upTo(3), 1 + upTo(3), 1 + upTo(3)], layers: [] };
  if (kind === 3) return { input: [upTo(8)], layers: [] };
  if (kind <= 5) return { input: { shape: [upTo(5), upTo(5)], ...padding }, layers: [] };
  const indices = 1 + upTo(4);
  return {
    input: { shape: [upTo(5)], indices, ...padding },
    layers: [{ Embedding: { words: indices, size: upTo(4) } }],
  };
}

/** One layer or block, a way around some, or branches. */
function part(choices: Choices, shape: Shape): readonly Entry[] | undefined {
  const kind = choices.upTo(5);
  if (kind <= 3) return drawn(choices, layerOptions, shape);
  const path = drawn(choices, layerOptions, shape);
  if (path === undefined) return undefined;
  // back to the shape of the input
  const back = [...path, { Affine: sizeOf(shape) }, { Reshape: { shape } }];
  if (kind === 4) return [{ residual: choices.upTo(2) === 1 ? path : back }];
  const [join] = drawn(choices, jointOptions, shape) ?? [];
  const other = drawn(choices, layerOptions, shape) ?? [];
  return join === undefined
    ? undefined
    : [{ branches: { join, paths: [choices.upTo(2) === 1 ? path : back, other] } }];
}

/** One of the types of a table, with random options. */
function drawn(choices: Choices, lines: typeof layerOptions, shape: Shape): readonly Entry[] | undefined {
  const all = Object.keys(lines);
  // those that read only pictures or only sequences would be rare
  const special =
    shape.length > 1 && choices.upTo(2) === 1 ? all.filter((type) => isSpecial(lines[type])) : [];
  const type = choices.oneOf(special.length > 0 ? special : all);
  const options = lines[type](choices, shape);
  return options && [{ [type]: options }];
}

/** Whether a type does not read rows. */
function isSpecial(options: (typeof layerOptions)[string]): boolean {
  return options(choicesOf(philoxStreams(0).stream("special")), [4]) === undefined;
}

/** The network of a model as an experiment writes it; undefined where the model is refused. */
function networkOf(model: unknown): Network | undefined {
  const text = JSON.stringify({ dtype: "float64", model });
  return checkExperimentText(text, { file: "experiment.yaml", registry: everything }).network;
}

/** The shape that the loss of a network reads; undefined if the network is too large. */
function smallShape(network: Network | undefined): Shape | undefined {
  if (network === undefined) return undefined;
  const outputs = network.layers.map(({ layer }) => sizeOf(layer.outShape));
  const parameters = network.layers.flatMap(({ layer }) => Object.values(layer.paramShapes).map(sizeOf));
  const total = parameters.reduce((sum, size) => sum + size, 0);
  const fits = outputs.every((size) => size <= mostNumbers) && total <= mostParameters;
  return fits ? network.loss.loss.outShape : undefined;
}
