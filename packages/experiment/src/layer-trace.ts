import type { Shape } from "@retrograd/core";
import { type NetworkLayer, type NetworkLoss, parameterCount } from "@retrograd/network";

/** One line of a shape trace. */
export interface LayerTrace {
  readonly id: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly output: Shape;
  /** Number of trained numbers. */
  readonly parameters: number;
}

/** The shape trace of layers that were built, the loss included. */
export function traceLayers(built: readonly (NetworkLayer | NetworkLoss)[]): readonly LayerTrace[] {
  return built.map((placed) =>
    "layer" in placed
      ? {
          id: placed.id,
          type: placed.layer.type,
          output: placed.layer.outShape,
          parameters: parameterCount(placed),
        }
      : { id: placed.id, type: placed.loss.type, output: placed.loss.outShape, parameters: 0 },
  );
}
