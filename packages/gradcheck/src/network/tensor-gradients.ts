import type { Tensor } from "@retrograd/core";
import type { CheckInputs } from "./check-inputs.js";
import {
  type CheckedGradient,
  localGradient,
  lossGradient,
  lossParamGradient,
  wholeGradient,
} from "./checked-gradient.js";
import { downstreamAfter } from "./downstream.js";
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
    const whole = lossGradients && gradientIn(lossGradients);
    return {
      name,
      tensor,
      local: local && localGradient(call, x.engine, cotangent, { tensor, analytic: local }),
      whole: position && whole && wholeGradient(call, position.inputs, position, { tensor, analytic: whole }),
    };
  });
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
