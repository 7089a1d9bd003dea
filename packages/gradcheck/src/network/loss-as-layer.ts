import { type Tensor, tensor } from "@retrograd/core";
import { LossPassContext, type NetworkLoss } from "@retrograd/network";
import { type ForwardContext, type LossForward, lossValue, type Params } from "@retrograd/plugin";
import { batchOf, firstRows } from "./batch-rows.js";
import { contextOf, type LayerSetup } from "./layer-call.js";

/** A loss with its input, targets and parameters. */
export interface LossSetup {
  readonly loss: NetworkLoss;
  readonly x: Tensor;
  /** Targets. */
  readonly t: Tensor;
  /** {} for a loss without parameters. */
  readonly params: Params;
  readonly streams: LayerSetup["streams"];
}

/** Runs forward of a loss. Every run draws the same random numbers. Default of ctx: the context of training. */
export function runLoss(
  { loss: { id, loss }, x, t, params, streams }: LossSetup,
  ctx: ForwardContext = contextOf({ id, streams }),
): LossForward & { readonly loss: number } {
  const output = loss.forward(x, t, new LossPassContext(ctx, params, () => ctx.rng));
  return { ...output, loss: lossValue(output.loss) };
}

/** A loss as a layer with one output, the loss itself. The rules for layers then apply to it as well. */
export function lossAsLayer(setup: LossSetup): LayerSetup {
  const {
    loss: { id, loss },
    x,
    params,
    streams,
  } = setup;
  const layer: LayerSetup["layer"] = {
    type: loss.type,
    outShape: [],
    paramShapes: loss.paramShapes ?? {},
    init: (rng) => loss.init?.(rng) ?? {},
    forward(own, input, ctx) {
      const { loss: value, backward } = runLoss({ ...setup, params: own, x: input }, ctx);
      return {
        y: tensor([value], [1], input),
        backward(dy) {
          const { dx, grads = {} } = backward(dy.data[0]);
          return { dx, grads };
        },
      };
    },
  };
  return { id, layer, params, x, streams };
}

/** The loss on another number of rows. Targets beyond the existing rows are drawn by the loss. */
export function lossWithRows(setup: LossSetup, rows: number): LayerSetup {
  const { loss, x, t, streams } = setup;
  const targets =
    rows <= (t.shape[0] ?? 0)
      ? firstRows(t, rows)
      : loss.loss.exampleTargets(rows, streams.stream(`t/${loss.id}`, rows));
  return lossAsLayer({ ...setup, x: batchOf(x, rows), t: targets });
}
