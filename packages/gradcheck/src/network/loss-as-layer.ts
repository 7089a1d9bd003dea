import { type Tensor, tensor } from "@retrograd/core";
import type { NetworkLoss } from "@retrograd/network";
import { batchOf, firstRows } from "./batch-rows.js";
import type { LayerSetup } from "./layer-call.js";

/** A loss with its input and targets. */
export interface LossSetup {
  readonly loss: NetworkLoss;
  readonly x: Tensor;
  /** Targets. */
  readonly t: Tensor;
  readonly streams: LayerSetup["streams"];
}

/** A loss as a layer with one output, the loss itself. The rules for layers then apply to it as well. */
export function lossAsLayer({ loss: { id, loss }, x, t, streams }: LossSetup): LayerSetup {
  const layer: LayerSetup["layer"] = {
    type: loss.type,
    outShape: [],
    paramShapes: {},
    init: () => ({}),
    forward(_params, input) {
      const { loss: value, backward } = loss.forward(input, t);
      return {
        y: tensor([value], [1], input),
        backward: (dy) => ({ dx: backward(dy.data[0]).dx, grads: {} }),
      };
    },
  };
  return { id, layer, params: {}, x, streams };
}

/** The loss on another number of rows. Targets beyond the existing rows are drawn by the loss. */
export function lossWithRows({ loss, x, t, streams }: LossSetup, rows: number): LayerSetup {
  const targets =
    rows <= (t.shape[0] ?? 0)
      ? firstRows(t, rows)
      : loss.loss.exampleTargets(rows, streams.stream(`t/${loss.id}`, rows));
  return lossAsLayer({ loss, x: batchOf(x, rows), t: targets, streams });
}
