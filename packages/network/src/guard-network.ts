import { formatShape, RetrogradError, sameShape, type Tensor } from "@retrograd/core";
import type { Forward, Joint, JointForward, Layer, Loss, LossForward } from "@retrograd/plugin";
import { blaming } from "@retrograd/plugin";
import type { Network } from "./network.js";

/** The same network with guarded layers and loss: any error of their code names its layer, also when they are called one by
 *  one. A backward without valid gradients throws E_PLUGIN. */
export function guardNetwork(network: Network): Network {
  const layers = network.layers.map((entry) => ({
    ...entry,
    layer: guardLayer(entry.id, entry.layer),
    ...(entry.joint === undefined ? {} : { joint: guardJoint(entry.id, entry.joint) }),
  }));
  return {
    ...network,
    layers,
    loss: { ...network.loss, loss: guardLoss(network.loss.id, network.loss.loss) },
  };
}

function guardLayer(id: string, layer: Layer): Layer {
  const { branches } = layer;
  return {
    ...layer,
    init: (rng) => blaming(id, () => layer.init(rng)),
    forward(params, x, ctx) {
      const output = blaming(id, () => requireForward(layer.forward(params, x, ctx)));
      const { y } = output;
      return {
        ...output,
        ...(output.branches && { branches: () => blaming(id, () => output.branches?.() ?? []) }),
        backward: (dy) => blaming(id, () => requireGradients(output.backward(requireUpstream(dy, y)))),
      };
    },
    ...(branches === undefined
      ? {}
      : { branches: (params, x) => blaming(id, () => branches.call(layer, params, x)) }),
  };
}

function guardJoint(id: string, joint: Joint): Joint {
  return {
    ...joint,
    init: (rng) => blaming(id, () => joint.init(rng)),
    join(params, xs, ctx) {
      const output = blaming(id, () => requireForward(joint.join(params, xs, ctx)));
      const { y } = output;
      return {
        ...output,
        backward: (dy) =>
          blaming(id, () => requireJointGradients(output.backward(requireUpstream(dy, y)), xs.length)),
      };
    },
  };
}

function guardLoss(id: string, loss: Loss): Loss {
  const { init, ofNothing } = loss;
  return {
    ...loss,
    forward(x, t, ctx): LossForward {
      const output = blaming(id, () => loss.forward(x, t, ctx));
      return { ...output, backward: (dloss) => blaming(id, () => output.backward(dloss)) };
    },
    predict: (x, ctx) => blaming(id, () => loss.predict(x, ctx)),
    exampleTargets: (batch, rng) => blaming(id, () => loss.exampleTargets(batch, rng)),
    ...(init === undefined ? {} : { init: (rng) => blaming(id, () => init.call(loss, rng)) }),
    ...(ofNothing === undefined ? {} : { ofNothing: (t) => blaming(id, () => ofNothing.call(loss, t)) }),
  };
}

function requireForward<F extends Forward | JointForward>(output: F | null | undefined): F {
  if (output?.y?.shape === undefined || typeof output.backward !== "function") {
    throw new RetrogradError("E_PLUGIN", "forward must return { y, backward }");
  }
  return output;
}

type JointGradients = ReturnType<JointForward["backward"]>;

/** inputs: number of inputs of the joint */
function requireJointGradients(gradients: JointGradients | null | undefined, inputs: number): JointGradients {
  const { dxs, grads } = gradients ?? {};
  const isTensor = (value: Tensor | undefined) => value === undefined || Array.isArray(value?.shape);
  if (!gradients || !Array.isArray(dxs) || !grads || ![...dxs, ...Object.values(grads)].every(isTensor)) {
    throw new RetrogradError("E_PLUGIN", "backward must return { dxs, grads }, all of them tensors");
  }
  if (dxs.length === inputs) return gradients;
  throw new RetrogradError(
    "E_PLUGIN",
    `backward must return one gradient for each of ${inputs} inputs, got ${dxs.length}`,
  );
}

type Gradients = ReturnType<Forward["backward"]>;

function requireGradients(gradients: Gradients | null | undefined): Gradients {
  const isTensor = (value: Tensor | undefined) => value === undefined || Array.isArray(value?.shape);
  const tensors = gradients?.grads && [gradients.dx, ...Object.values(gradients.grads)];
  if (!gradients || !tensors?.every(isTensor)) {
    throw new RetrogradError("E_PLUGIN", "backward must return { dx, grads }, all of them tensors");
  }
  return gradients;
}

/** Checks the upstream gradient of a layer, which the next layer computed. */
function requireUpstream(dy: Tensor, y: Tensor): Tensor {
  if (sameShape(dy.shape, y.shape) && dy.dtype === y.dtype) return dy;
  const [got, expected] = [dy, y].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  throw new RetrogradError(
    "E_PLUGIN",
    `backward received ${got} for an output of ${expected}: the next layer returned a wrong dx`,
  );
}
