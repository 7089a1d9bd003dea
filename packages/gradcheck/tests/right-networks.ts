import { philoxStreams, type Rng } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { type RandomNetwork, randomNetwork } from "./random-networks.js";
import { rightLayers } from "./right-layers.js";

const registry = createRegistry(builtins, rightLayers);
const added = (rightLayers.layers ?? []).map(({ type }) => type);
const activations = ["Relu", "Sigmoid"];
const losses = ["SoftmaxWithLoss", "IdentityWithLoss"];

/** Draws what a network is made of. */
interface Draw {
  /** From 1 to n. */
  upTo(n: number): number;
  oneOf<T>(choices: readonly T[]): T;
}

/** A kind of network: length of its input, and its layers. */
type Kind = (draw: Draw) => { readonly input: number; readonly layers: readonly Entry[] };

const kinds: Readonly<Record<string, Kind>> = {
  "two outputs": (draw) => ({
    input: draw.upTo(8),
    layers: [{ Affine: draw.upTo(8) }, draw.oneOf(activations), { Affine: 2 }, draw.oneOf(losses)],
  }),
  "logistic regression": (draw) => ({
    input: draw.upTo(12),
    layers: [{ Affine: draw.upTo(2) }, draw.oneOf([...losses, "IdentityWithLoss"])],
  }),
  "one unit": (draw) => ({
    input: draw.upTo(4),
    layers: [
      ...several(draw, 3, () => [{ Affine: 1 }, draw.oneOf([...activations, ...added])]),
      { Affine: draw.upTo(3) },
      draw.oneOf(losses),
    ],
  }),
  "bias before a normalisation": (draw) => ({
    input: draw.upTo(8),
    layers: [
      ...several(draw, 4, () => [
        { Affine: draw.upTo(12) },
        draw.oneOf(["BatchNorm", "LayerNorm", "Softmax"]),
        draw.oneOf(activations),
      ]),
      { Affine: draw.upTo(10) },
      draw.oneOf(losses),
    ],
  }),
  "ties behind Relu": (draw) => ({
    input: 1 + draw.upTo(8),
    layers: [
      { Affine: 4 + draw.upTo(12) },
      "Relu",
      "MaxPool",
      ...several(draw, 2, () => ["Relu", "MaxPool"]),
      { Affine: draw.upTo(10) },
      draw.oneOf(losses),
    ],
  }),
  anything: (draw) => ({
    input: draw.upTo(12),
    layers: [
      ...several(draw, 6, () => [draw.oneOf<Entry>([...activations, ...added, { Affine: draw.upTo(16) }])]),
      draw.oneOf(losses),
    ],
  }),
};

/** A network that is right, of a seed: of built-in layers alone in every other seed; else of one of the kinds above. */
export function rightNetwork(seed: number): RandomNetwork {
  if (seed % 2 === 0) return randomNetwork(seed);
  const rng = philoxStreams(seed).stream("right network");
  const upTo = (n: number) => 1 + below(rng, n);
  const oneOf = <T>(choices: readonly T[]) => choices[below(rng, choices.length)];
  const { input, layers } = oneOf(Object.values(kinds))({ upTo, oneOf });
  const model = { input: [input], layers };
  return { seed, model, network: buildNetwork(registry, model, { dtype: "f64" }), batch: upTo(8) };
}

function several(draw: Draw, most: number, some: () => readonly Entry[]): readonly Entry[] {
  return Array.from({ length: draw.upTo(most) }, some).flat();
}

function below(rng: Rng, n: number): number {
  return rng.integers(n, 1)[0];
}
