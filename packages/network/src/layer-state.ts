import { bufferOf, type TensorOptions, zeros } from "@retrograd/core";
import type { Layer, Params } from "@retrograd/plugin";

/** The state of a layer before the first step: every tensor filled with its `first`; {} for a layer without state. */
export function initState({ state = {} }: Layer, options: TensorOptions): Params {
  const entries = Object.entries(state).map(([name, { shape, first }]) => {
    const filled = zeros(shape, options);
    bufferOf(filled).fill(first);
    return [name, filled] as const;
  });
  return Object.fromEntries(entries);
}
