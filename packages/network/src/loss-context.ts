import { philoxStreams, type RandomStreams, type Rng, type Tensor } from "@retrograd/core";
import type { ForwardContext, LossContext, Params } from "@retrograd/plugin";
import { LayerContext } from "./layer-context.js";
import type { Network, NetworkParams } from "./network.js";
import { paramsOf } from "./parameter-owners.js";

/** The context that a loss receives: that of a layer, and its parameters. */
export class LossPassContext extends LayerContext implements LossContext {
  readonly params: Params;

  constructor(needs: Omit<ForwardContext, "rng">, params: Params, draw: () => Rng) {
    super(needs, draw);
    this.params = params;
  }
}

/** The options of a forward pass that the context of the loss depends on. */
interface LossRun {
  readonly mode?: "train" | "eval";
  readonly streams?: RandomStreams;
  readonly step?: number;
  readonly frozen?: ReadonlySet<string>;
}

/** The context of the loss in a forward pass of a network. Its random stream is `forward/<id>`, as for a layer.
 *  mask: that of the steps that the loss reads
 *  @throws RetrogradError E_SHAPE when the loss has parameters and `params` has no entry for it */
export function lossContext(
  { loss: { id, loss } }: Network,
  params: NetworkParams,
  { mode = "eval", streams = philoxStreams(0), step = 0, frozen }: LossRun,
  mask?: Tensor,
): LossContext {
  const ownParams = loss.paramShapes === undefined ? {} : paramsOf(params, id);
  const needs = { mode, needsInputGradient: true, needsParamGradients: frozen?.has(id) !== true, mask };
  return new LossPassContext(needs, ownParams, () => streams.stream(`forward/${id}`, step));
}
