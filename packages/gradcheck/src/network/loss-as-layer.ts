import { type Tensor, tensor } from "@retrograd/core";
import type { NetworkLoss } from "@retrograd/network";
import { batchOf, firstRows } from "../rules/other-batches.js";
import type { LayerCall, LayerSetup } from "./layer-call.js";

/** A loss as a layer with one output, the loss itself, so that the rules for layers hold for it. t: its targets */
export function lossAsLayer(
  { id, loss }: NetworkLoss,
  x: Tensor,
  t: Tensor,
  streams: LayerCall["streams"],
): LayerSetup {
  const layer: LayerCall["layer"] = {
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

/** The loss on so many rows, with targets that it calls valid where they are more than there are. */
export function lossWithRows(
  {
    loss,
    x,
    t,
    streams,
  }: {
    readonly loss: NetworkLoss;
    readonly x: Tensor;
    readonly t: Tensor;
    readonly streams: LayerCall["streams"];
  },
  rows: number,
): LayerSetup {
  const own = t.shape[0] ?? 0;
  const targets =
    rows <= own ? firstRows(t, rows) : loss.loss.exampleTargets(rows, streams.stream(`t/${loss.id}`, rows));
  return lossAsLayer(loss, batchOf(x, rows), targets, streams);
}
