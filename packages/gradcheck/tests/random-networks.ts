import { philoxStreams, type Rng } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Model, type Network } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { type Draw, type Subject, subjects } from "./mutants/subjects.js";

/** A network that is right, with all that is drawn about it. */
export interface RandomNetwork {
  readonly seed: number;
  readonly model: Model;
  readonly network: Network;
  readonly batch: number;
}

// Near kinks and on them: 1e-6 and 0 put the inputs of every Relu within a step of 0. Far from them: 3 saturates.
const initializers: readonly Entry[] = [
  "He",
  "Xavier",
  { Normal: { std: 0.01 } },
  { Normal: { std: 1e-6 } },
  { Normal: { std: 3 } },
  { Constant: { value: 0 } },
  { Constant: { value: 0.1 } },
];

const registry = createRegistry(builtins);
const layers = subjects.filter(({ piece }) => piece.kind === "layer");
const losses = subjects.filter(({ piece }) => piece.kind === "loss");

/** A network of built-in layers: depth 1 to 6, widths 1 to 32, batch 1 to 8, each seed its own. */
export function randomNetwork(seed: number): RandomNetwork {
  const rng = philoxStreams(seed).stream("random network");
  const draw: Draw = {
    width: () => 1 + below(rng, 32),
    initializer: () => oneOf(rng, initializers),
  };
  const entries = ({ type, options, random, shape }: Subject): readonly Entry[] => {
    const entry = { [type]: random === undefined ? options : random(draw) };
    // rows of any length, as far as the shape is deep
    return shape === undefined
      ? [entry]
      : [{ Reshape: shape.map((_, axis) => (axis === 0 ? -1 : 1)) }, entry, "Flatten"];
  };
  const depth = 1 + below(rng, 6);
  const model = {
    input: [draw.width()],
    layers: [
      ...Array.from({ length: depth }, () => entries(oneOf(rng, layers))).flat(),
      ...entries(oneOf(rng, losses)),
    ],
  };
  return { seed, model, network: buildNetwork(registry, model, { dtype: "f64" }), batch: 1 + below(rng, 8) };
}

function below(rng: Rng, n: number): number {
  return rng.integers(n, 1)[0];
}

function oneOf<T>(rng: Rng, choices: readonly T[]): T {
  return choices[below(rng, choices.length)];
}
