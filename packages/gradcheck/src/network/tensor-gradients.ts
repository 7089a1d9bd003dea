import type { Tensor } from "@retrograd/core";
import type { Forward } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { type CheckedGradient, localGradient, wholeGradient } from "./checked-gradient.js";
import { type Downstream, downstreamAfter } from "./downstream.js";
import type { LayerCall } from "./layer-call.js";

/** A tensor of a layer, and what its gradient is compared for. */
export interface TensorGradients {
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  /** The layer alone. Absent where backward gave no gradient. */
  readonly local?: CheckedGradient | undefined;
  /** From the layer to the loss. Absent where there is no network around, or no gradient. */
  readonly whole?: CheckedGradient | undefined;
}

/** Where a layer stands in a network. */
export interface Position {
  readonly inputs: CheckInputs;
  readonly position: number;
  /** What the round-off of outputs from here on comes to in the loss; nothing beside that of the loss by default. */
  readonly carried?: number;
}

type Gradients = ReturnType<Forward["backward"]>;

/** The input and the parameters of a layer, each with its objectives. cotangent: of the layer alone, as y;
 *  back: the loss's gradients, where they are known */
export function checkedGradientsOf(
  call: LayerCall,
  cotangent: Tensor,
  around?: Position,
  back?: Gradients,
): readonly TensorGradients[] {
  const { params, x } = call;
  const local = call.forward.backward(cotangent);
  const setup: (Position & { readonly downstream: Downstream }) | undefined = around && {
    ...around,
    downstream: downstreamAfter(around.inputs, around.position),
  };
  return Object.entries({ x, ...params }).map(([name, tensor]) => {
    const gradientIn = ({ dx, grads }: Gradients) => (name === "x" ? dx : grads[name]);
    const own = gradientIn(local);
    const whole = back && gradientIn(back);
    return {
      name,
      tensor,
      local: own && localGradient(call, x.engine, cotangent, { tensor, analytic: own }),
      whole: setup && whole && wholeGradient(call, setup.inputs, setup, { tensor, analytic: whole }),
    };
  });
}
