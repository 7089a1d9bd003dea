import type { Network } from "./network.js";
import { inputsOf } from "./network-inputs.js";
import { sourcesOf } from "./sources.js";

/** The options of a forward pass that decide which gradients backward computes. */
interface GradientOptions {
  readonly needsInputGradient?: boolean;
  readonly frozen?: ReadonlySet<string>;
}

/** Whether backward needs the gradient with respect to the output at a position: of a layer that is learned, or reads such an
 *  output; of an input on request. Indices have none. */
export function gradientNeeds(
  network: Network,
  { needsInputGradient = false, frozen }: GradientOptions,
): (position: number) => boolean {
  const inputs = inputsOf(network).map(({ indices }) => needsInputGradient && indices === undefined);
  const layers: boolean[] = [];
  const needsGradient = (position: number) =>
    (position < 0 ? inputs[-1 - position] : layers[position]) === true;
  for (const [index, { id, layer }] of network.layers.entries()) {
    const isLearned = Object.keys(layer.paramShapes).length > 0 && frozen?.has(id) !== true;
    layers[index] = isLearned || sourcesOf(network, index).some(needsGradient);
  }
  return needsGradient;
}
