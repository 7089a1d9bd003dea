import { type Tensor, tensor } from "@retrograd/core";
import type { NetworkLoss } from "@retrograd/network";
import type { Stage } from "./stages.js";

/** A loss as a layer with one output, the loss itself, so that the rules for layers hold for it. t: its targets */
export function lossAsLayer(
  { id, loss }: NetworkLoss,
  x: Tensor,
  t: Tensor,
  streams: Stage["streams"],
): Omit<Stage, "forward"> {
  const layer: Stage["layer"] = {
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
