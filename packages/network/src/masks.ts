import { abs, addScalar, formatShape, maxAxis, reshape, sign, sizeOf, type Tensor } from "@retrograd/core";
import type { Issue } from "@retrograd/plugin";
import type { InputSpec } from "./input-spec.js";
import type { Network } from "./network.js";
import { type InputsOfNetwork, inputsOf, shapeAt } from "./network-inputs.js";
import { inputPosition, sourcesOf } from "./sources.js";

type MaskedNetwork = InputsOfNetwork & Pick<Network, "layers" | "loss">;

/** Which input's mask arrives where: the position of the input, or undefined for no mask. */
interface MaskedEntries {
  /** For each layer. */
  readonly layers: readonly (number | undefined)[];
  readonly loss: number | undefined;
}

/** Which layers of a network receive the mask of which input: that which their entry names, or else that of what they read. An
 *  output has steps, and their mask, unless its layer ends them. */
export function maskedEntries(network: MaskedNetwork): MaskedEntries {
  const received = receivedMasks(network).map(([first]) => first);
  return { layers: received.slice(0, -1), loss: received.at(-1) };
}

/** The positions of the inputs whose masks arrive at each layer, and at last at the loss. More than one is a mistake. */
function receivedMasks(network: MaskedNetwork): readonly (readonly number[])[] {
  const inputs = inputsOf(network);
  // of each output
  const masksOfOutput: (readonly number[])[] = [];
  const masksAt = (source: number) => {
    if (source >= 0) return masksOfOutput[source] ?? [];
    return inputs[-1 - source]?.padding === undefined ? [] : [source];
  };
  return [...network.layers, network.loss].map((entry, position) => {
    const received =
      entry.mask === undefined ? maskedSources(network, position).flatMap(masksAt) : [entry.mask];
    const masks = [...new Set(received)];
    const hasOwnSteps = "joint" in entry && entry.joint?.maskedInput !== undefined;
    const ofOutput = hasOwnSteps ? masksAt(sourcesOf(network, position)[0] ?? inputPosition) : masks;
    masksOfOutput.push("layer" in entry && entry.layer.mask === "ends" ? [] : ofOutput);
    return masks;
  });
}

/** The positions that an entry reads and whose padding its mask has: all, or the one that its joint names. */
function maskedSources(network: MaskedNetwork, position: number): readonly number[] {
  const sources = sourcesOf(network, position);
  const only = network.layers[position]?.joint?.maskedInput;
  return only === undefined ? sources : sources.slice(only, only + 1);
}

/** The mistakes of a network whose padded input reaches a layer or a loss that cannot take it, or that names a mask which does
 *  not fit: the first of them. */
export function maskIssues(network: MaskedNetwork): readonly Issue[] {
  const received = receivedMasks(network);
  for (const [index, entry] of [...network.layers, network.loss].entries()) {
    const issue = maskIssue(network, entry, { index, masks: received[index] ?? [] });
    if (issue !== undefined) return [issue];
  }
  return [];
}

function maskIssue(
  network: MaskedNetwork,
  entry: MaskedNetwork["layers"][number] | MaskedNetwork["loss"],
  { index, masks }: { readonly index: number; readonly masks: readonly number[] },
): Issue | undefined {
  const inputs = inputsOf(network);
  const nameOf = (position: number | undefined) => inputs[-1 - (position ?? -1)]?.name;
  const { id } = entry;
  const path = ["layers", index];
  const at = "value";
  const usesMask = ("layer" in entry ? entry.layer : entry.loss).mask !== undefined;
  const own = entry.mask;
  if (own === undefined && masks.length > 1) {
    const names = masks.map(nameOf);
    const message = `${id} reads steps of ${names.join(" and ")}, whose padding can differ: write which one masks it, such as mask: ${names[0]}`;
    return {
      code: "RG2006",
      path,
      at,
      message,
      expected: "one mask",
      got: `masks of ${names.join(" and ")}`,
    };
  }
  if (own === undefined) {
    if (masks.length === 0 || usesMask) return undefined;
    const message = `${id} cannot take padded inputs: put a layer that ends the steps before it, or leave out "padding" of the input`;
    const expected = "a layer or a loss that takes padded inputs";
    return { code: "RG2006", path, at, message, expected, got: "a padded input" };
  }
  const name = nameOf(own);
  const where = { code: "RG2006", path: [...path, "mask"], at } as const;
  if (!usesMask) {
    const message = `${id} does not use a mask: remove "mask", or name it at a layer that takes padded inputs`;
    return { ...where, message, expected: "no mask", got: `${name}` };
  }
  const [steps] = inputs[-1 - own]?.shape ?? [];
  const shapes = maskedSources(network, index).map((source) => shapeAt(network, source));
  if (shapes.some(([first]) => first === steps)) return undefined;
  const got = shapes.map(formatShape).join(" and ");
  const message = `the mask of ${name} has ${steps} steps, but ${id} reads ${got}: the first axis must be the steps`;
  return { ...where, message, expected: `${steps} steps`, got };
}

/** The mask that each layer receives for a batch, and at last the loss; undefined if no input has padding.
 *  inputs: see `inputTensors` */
export function masksOf(
  network: MaskedNetwork,
  inputs: readonly Tensor[],
): readonly (Tensor | undefined)[] | undefined {
  const specs = inputsOf(network);
  if (specs.every(({ padding }) => padding === undefined)) return undefined;
  const masks = specs.map((spec, k) => {
    const x = inputs[k];
    return x && maskOf(spec, x);
  });
  const { layers, loss } = maskedEntries(network);
  return [...layers, loss].map((position) => (position === undefined ? undefined : masks[-1 - position]));
}

/** The mask of a batch of one input: 0 for a step whose numbers are all padding, else 1; undefined if the input has no padding.
 *  x: [batch, time, ...] -> [batch, time] */
export function maskOf({ padding, shape }: InputSpec, x: Tensor): Tensor | undefined {
  if (padding === undefined) return undefined;
  const [batch = 0, time = 1] = x.shape;
  const rows = reshape(x, [batch * time, sizeOf(shape.slice(1))]);
  return reshape(sign(maxAxis(abs(addScalar(rows, -padding)), 1).y), [batch, time]);
}
