import type { Tensor } from "@retrograd/core";
import { usesOf } from "@retrograd/network";
import type { CheckInputs } from "./check-inputs.js";
import {
  type CheckedGradient,
  localGradient,
  lossGradient,
  lossParamGradient,
  sharedGradient,
  wholeGradient,
} from "./checked-gradient.js";
import { type Downstream, downstreamAfter } from "./downstream.js";
import { takesIndices } from "./index-inputs.js";
import type { LayerCall, LayerSetup } from "./layer-call.js";
import type { Gradients } from "./layers-from-loss.js";

/** A tensor of a layer, and its gradients of the two objectives. */
export interface TensorGradients {
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  /** Gradient of the layer alone. Undefined where backward returned none. */
  readonly local?: CheckedGradient | undefined;
  /** Gradient of the network's loss. Undefined without a network, or where backward returned none. */
  readonly whole?: CheckedGradient | undefined;
  /** Whether later layers share the parameter, so that `whole` has another run than `local`. Default: false. */
  readonly shared?: boolean;
}

/** The place of a layer in a network. */
export interface Position {
  readonly inputs: CheckInputs;
  readonly position: number;
  /** Round-off of the outputs from here on, as it appears in the loss. Default: only that of the loss. */
  readonly carried?: number;
}

/** The input, unless it holds indices, and the parameters of a layer, each with its objectives. cotangent: for the layer alone, shaped like y;
 *  lossGradients: of the network's loss, where they are known */
export function checkedGradientsOf(
  call: LayerCall,
  cotangent: Tensor,
  around?: Position,
  lossGradients?: Gradients,
): readonly TensorGradients[] {
  const { params, x } = call;
  const localGradients = call.forward.backward(cotangent);
  const position = around && { ...around, downstream: downstreamAfter(around.inputs, around.position) };
  const tensors = takesIndices(call.layer) ? params : { x, ...params };
  return Object.entries(tensors).map(([name, tensor]) => {
    const gradientIn = ({ dx, grads }: Gradients) => (name === "x" ? dx : grads[name]);
    const local = gradientIn(localGradients);
    const analytic = lossGradients && gradientIn(lossGradients);
    return {
      name,
      tensor,
      local: local && localGradient(call, x.engine, cotangent, { tensor, analytic: local }),
      ...(position && analytic && wholeOf(call, name, position, { tensor, analytic })),
    };
  });
}

/** The gradient of the network's loss by a tensor of a layer. That of a tied parameter is the gradient of the layer that it is
 *  tied to, which moves in all layers that share it. */
function wholeOf(
  call: LayerCall,
  name: string,
  position: Position & { readonly downstream: Downstream },
  of: Pick<CheckedGradient, "tensor" | "analytic">,
): Pick<TensorGradients, "whole" | "shared"> {
  const { inputs } = position;
  const { network } = inputs;
  if (name === "x") return { whole: wholeGradient(call, inputs, position, of) };
  if (network.layers[position.position]?.tied?.[name] !== undefined) return {};
  const uses = usesOf(network, { id: call.id, name });
  if (uses.length === 0) return { whole: wholeGradient(call, inputs, position, of) };
  const downstream = downstreamAfter(inputs, position.position, uses);
  return { whole: sharedGradient(call, inputs, { ...position, downstream }, of), shared: true };
}

/** The input and the parameters of the loss, each with its gradient of the loss. setup: the loss as a layer; gradients: those
 *  that backward returned */
export function checkedGradientsOfLoss(
  inputs: CheckInputs,
  setup: LayerSetup,
  gradients: Gradients | undefined,
): readonly TensorGradients[] {
  const { x, params } = setup;
  const ofInput = { tensor: x, analytic: gradients?.dx ?? x };
  const ofParams = Object.entries(params).map(([name, tensor]): TensorGradients => {
    const analytic = gradients?.grads[name];
    return { name, tensor, whole: analytic && lossParamGradient(setup, { tensor, analytic }) };
  });
  return [{ name: "x", tensor: x, whole: lossGradient(inputs, ofInput) }, ...ofParams];
}
