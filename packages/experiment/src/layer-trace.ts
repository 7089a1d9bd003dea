import type { Shape } from "@retrograd/core";
import { type NetworkLayer, type NetworkLoss, parameterCount, stateCount } from "@retrograd/network";

/** One line of a shape trace. */
export interface LayerTrace {
  readonly id: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly output: Shape;
  /** Number of parameters: trained numbers. */
  readonly parameters: number;
  /** Number of elements of its state, which are kept but not trained; absent for a layer without state. */
  readonly state?: number;
}

/** The shape trace of built layers and the loss. */
export function traceLayers(built: readonly (NetworkLayer | NetworkLoss)[]): readonly LayerTrace[] {
  return built.map((entry) =>
    "layer" in entry
      ? {
          id: entry.id,
          type: entry.layer.type,
          output: entry.layer.outShape,
          parameters: parameterCount(entry),
          ...(entry.layer.state && { state: stateCount(entry.layer) }),
        }
      : {
          id: entry.id,
          type: entry.loss.type,
          output: entry.loss.outShape,
          parameters: parameterCount({ layer: { paramShapes: entry.loss.paramShapes ?? {} } }),
        },
  );
}
