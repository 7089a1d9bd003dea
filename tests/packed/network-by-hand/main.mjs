// A two-layer network and its training loop, without YAML and without a trainer: the exclusive or of two inputs.
import { argmaxRows, philoxStreams, referenceEngine, scope, tensor, updateSgd } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forwardLoss, initParams, predict } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";

const network = buildNetwork(
  createRegistry(builtins),
  { input: [2], layers: [{ Affine: 8 }, "Relu", { Affine: 2 }, "SoftmaxWithLoss"] },
  { dtype: "f64" },
);
const params = initParams(network, philoxStreams(0));
const x = tensor([0, 0, 0, 1, 1, 0, 1, 1], [4, 2], { dtype: "f64" });
const t = tensor([0, 1, 1, 0], [4], { dtype: "f64" });

const losses = [];
for (let step = 0; step < 500; step++) {
  scope(referenceEngine, () => {
    const { loss, backward } = forwardLoss(network, params, { x, t }, { mode: "train" });
    const { grads } = backward();
    for (const [layer, tensors] of Object.entries(params)) {
      for (const [name, value] of Object.entries(tensors)) updateSgd(value, grads[layer][name], 0.5);
    }
    losses.push(loss);
  });
}
const classes = scope(referenceEngine, () => [...argmaxRows(predict(network, params, x))]);
console.log(
  JSON.stringify({ parameters: Object.keys(params), first: losses[0], last: losses.at(-1), classes }),
);
