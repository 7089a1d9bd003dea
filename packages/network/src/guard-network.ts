import { formatShape, RetrogradError, sameShape, type Tensor } from "@retrograd/core";
import type { Forward, Layer, Loss, LossForward } from "@retrograd/plugin";
import { blame } from "@retrograd/plugin";
import type { Network } from "./network.js";

/** The same network, whose layers and loss say whose they are in whatever their code throws, also to one who runs them
 *  one by one: E_PLUGIN with the id, and for a backward that gives back no gradients at all. */
export function guardNetwork(network: Network): Network {
  const layers = network.layers.map((placed) => ({ ...placed, layer: guardLayer(placed.id, placed.layer) }));
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
    init: (rng) => named(id, () => layer.init(rng)),
    forward(params, x, ctx) {
      const { y, backward } = named(id, () => requireForward(layer.forward(params, x, ctx)));
      return { y, backward: (dy) => named(id, () => requireGradients(backward(requireUpstream(dy, y)))) };
    },
    ...(branches === undefined
      ? {}
      : { branches: (params, x) => named(id, () => branches.call(layer, params, x)) }),
  };
}

function guardLoss(id: string, loss: Loss): Loss {
  return {
    ...loss,
    forward(x, t): LossForward {
      const given = named(id, () => loss.forward(x, t));
      return { ...given, backward: (dloss) => named(id, () => given.backward(dloss)) };
    },
    predict: (x) => named(id, () => loss.predict(x)),
    exampleTargets: (batch, rng) => named(id, () => loss.exampleTargets(batch, rng)),
  };
}

function named<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw blame(id, error);
  }
}

function requireForward(given: Forward | null | undefined): Forward {
  if (given?.y?.shape === undefined || typeof given.backward !== "function") {
    throw new RetrogradError("E_PLUGIN", "forward must return { y, backward }");
  }
  return given;
}

type Gradients = ReturnType<Forward["backward"]>;

function requireGradients(given: Gradients | null | undefined): Gradients {
  const isTensor = (value: Tensor | undefined) => value === undefined || Array.isArray(value?.shape);
  const tensors = given?.grads && [given.dx, ...Object.values(given.grads)];
  if (!given || !tensors?.every(isTensor)) {
    throw new RetrogradError("E_PLUGIN", "backward must return { dx, grads }, all of them tensors");
  }
  return given;
}

/** Checks what a layer is handed back, which is the work of the layer after it. */
function requireUpstream(dy: Tensor, y: Tensor): Tensor {
  if (sameShape(dy.shape, y.shape) && dy.dtype === y.dtype) return dy;
  const [got, expected] = [dy, y].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  throw new RetrogradError(
    "E_PLUGIN",
    `backward was handed ${got} for an output of ${expected}: the layer after it gives a wrong dx`,
  );
}
