import { abs, addScalar, maxAxis, reshape, sign, sizeOf, type Tensor } from "@retrograd/core";
import type { Issue } from "@retrograd/plugin";
import type { Network } from "./network.js";
import { inputPosition, sourcesOf } from "./sources.js";

type MaskedNetwork = Pick<Network, "padding" | "layers" | "loss">;

/** Where the mask of a padded input arrives. */
interface MaskedEntries {
  /** Whether the steps of the input of each layer have a mask, by position. */
  readonly layers: readonly boolean[];
  /** The same for the loss. */
  readonly loss: boolean;
}

/** Which layers of a network receive the mask of its input: those that read a masked output. An output has steps, and their
 *  mask, unless its layer ends them. */
export function maskedEntries(network: MaskedNetwork): MaskedEntries {
  const { padding, layers } = network;
  // of each output, by position
  const hasMask: boolean[] = [];
  const readsMask = (position: number) =>
    sourcesOf(network, position).some((source) =>
      source === inputPosition ? padding !== undefined : hasMask[source],
    );
  const masked = layers.map(({ layer }, position) => {
    const before = readsMask(position);
    hasMask[position] = before && layer.mask !== "ends";
    return before;
  });
  return { layers: masked, loss: readsMask(layers.length) };
}

/** The mistakes of a network whose padded input reaches a layer or a loss that cannot take it: the first of them. */
export function maskIssues(network: MaskedNetwork): readonly Issue[] {
  const { layers, loss } = network;
  const masked = maskedEntries(network);
  const first = layers.findIndex(({ layer }, index) => masked.layers[index] && layer.mask === undefined);
  const [index, id] =
    first >= 0
      ? [first, layers[first]?.id]
      : masked.loss && loss.loss.mask === undefined
        ? [layers.length, loss.id]
        : [-1, undefined];
  if (id === undefined) return [];
  const message = `${id} cannot take padded inputs: put a layer that ends the steps before it, or leave out "padding" of the input`;
  const expected = "a layer or a loss that takes padded inputs";
  return [{ code: "RG2006", path: ["layers", index], at: "value", message, expected, got: "a padded input" }];
}

/** The mask of a batch of inputs: 0 for a step whose numbers are all padding, else 1; undefined if the input has no padding.
 *  x: [batch, time, ...] -> [batch, time] */
export function maskOf(
  { padding, input }: Pick<Network, "padding" | "input">,
  x: Tensor,
): Tensor | undefined {
  if (padding === undefined) return undefined;
  const [batch = 0, time = 1] = x.shape;
  const rows = reshape(x, [batch * time, sizeOf(input.slice(1))]);
  return reshape(sign(maxAxis(abs(addScalar(rows, -padding)), 1).y), [batch, time]);
}
