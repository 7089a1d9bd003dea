import { philoxStreams } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import type { RandomNetwork } from "./random-networks.js";
import { rightLayers } from "./right-layers.js";

const registry = createRegistry(builtins, rightLayers);

// layers whose output has as many elements as their input
const sameWidth = [
  "Relu",
  "Sigmoid",
  "BatchNorm",
  "LayerNorm",
  "Softmax",
  "Attention",
  "Residual",
  "Dropout",
];
const losses = ["SoftmaxWithLoss", "IdentityWithLoss"];

/** An output that later entries can read. */
interface Output {
  readonly id: string;
  readonly width: number;
}

/** A right network that is a graph: 2 to 9 layers and joints, each of which reads any of the outputs before it, the network's
 *  inputs among them. At the end, a Concat joins all that nothing has read. inputs: their number; 1 is `input`, without a name */
export function graphNetwork(seed: number, inputs = 1): RandomNetwork {
  const rng = philoxStreams(seed).stream("graph network");
  const upTo = (n: number) => 1 + rng.integers(n, 1)[0];
  const oneOf = <T>(choices: readonly T[]) => choices[upTo(choices.length) - 1];
  const inputsByName = Array.from({ length: inputs > 1 ? inputs : 0 }, (_, k) => ({
    id: `in${k}`,
    width: upTo(6),
  }));
  const outputs: Output[] = inputs > 1 ? [...inputsByName] : [{ id: "input", width: upTo(6) }];
  const unread = new Set(inputsByName.map(({ id }) => id));
  const layers: Entry[] = [];
  const add = (name: string, options: unknown, inputs: readonly Output[], width: number) => {
    const id = `n${layers.length}`;
    for (const input of inputs) unread.delete(input.id);
    unread.add(id);
    const from = inputs.map((input) => input.id);
    layers.push({ [name]: options, id, from: from.length === 1 && upTo(2) === 1 ? oneOf(from) : from });
    outputs.push({ id, width });
  };
  for (let count = 1 + upTo(8); count > 0; count--) {
    const x = oneOf(outputs);
    const kind = upTo(5);
    if (kind <= 2) {
      const units = upTo(6);
      add("Affine", { units }, [x], units);
    } else if (kind === 3) add(oneOf(sameWidth), {}, [x], x.width);
    else {
      const equal = outputs.filter(({ width }) => width === x.width);
      const inputs = [x, ...Array.from({ length: upTo(2) }, () => oneOf(kind === 4 ? outputs : equal))];
      const total = inputs.reduce((sum, { width }) => sum + width, 0);
      if (kind === 4) add("Concat", {}, inputs, total);
      else add(oneOf(["Add", "Multiply"]), {}, inputs, x.width);
    }
  }
  const ends = outputs.filter(({ id }) => unread.has(id));
  if (ends.length > 1) layers.push({ Concat: {}, from: ends.map(({ id }) => id) });
  else if (ends[0].id !== `n${layers.length - 1}`) layers.push({ Affine: 3, from: ends[0].id });
  const shapes = Object.fromEntries(inputsByName.map(({ id, width }) => [id, [width]]));
  const ofModel = inputs > 1 ? { inputs: shapes } : { input: [outputs[0].width] };
  const model = { ...ofModel, layers: [...layers, { Affine: upTo(4) }, oneOf(losses)] };
  return { seed, model, network: buildNetwork(registry, model, { dtype: "f64" }), batch: upTo(6) };
}
