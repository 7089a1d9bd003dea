import { map, subtract, type Tensor, tensor, zip } from "@retrograd/core";
import { definePlugin, type Layer, type LayerDefinition, type Schema } from "@retrograd/plugin";
import { elementwise } from "./layers.js";

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

/** A layer whose output and input gradient are what a function makes of x and of dy. */
function linear(type: string, f: (x: Tensor, draw: () => number) => Tensor, mixesRows = false): Layer {
  return {
    type,
    outShape: [4],
    paramShapes: {},
    mixesRows,
    init: () => ({}),
    forward: (_params, x, { rng }) => {
      const drawn = Float64Array.from(x.data, () => rng.uniform());
      const from = () => {
        let next = 0;
        return () => drawn[next++];
      };
      return { y: f(x, from()), backward: (dy) => ({ dx: f(dy, from()), grads: {} }) };
    },
  };
}

/** x without the mean of its column over the batch. */
function centred(x: Tensor): Tensor {
  const rows = x.shape[0] ?? 0;
  const means = Array.from({ length: x.size }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += x.data[row * 4 + (i % 4)];
    return sum / rows;
  });
  return subtract(x, tensor(means, x.shape, x));
}

const layers: readonly Layer[] = [
  // y = |x - 0.3|, which says on which side it is
  elementwise(
    "Bend",
    (x) => Math.abs(x - 0.3),
    (x) => Math.sign(x - 0.3),
    (x) => (x > 0.3 ? 1 : 0),
  ),
  linear("Centred", centred, true),
  linear("HiddenCentred", centred),
  // each row has a mask of its own
  linear("Dropped", (x, draw) => {
    const mask = tensor(
      Array.from(x.data, () => (draw() < 0.5 ? 0 : 2)),
      x.shape,
      x,
    );
    return zip(x, mask, (value, m) => value * m);
  }),
  linear("ByHeight", (x) => map(x, (value) => value / (x.shape[0] ?? 1))),
];

/** Layers by which it shows what a row of a tall batch has to do with the others. */
export const rowLayers = definePlugin({
  name: "rows",
  layers: layers.map(
    (layer): LayerDefinition => ({
      type: layer.type,
      summary: layer.type,
      options: anything,
      create: () => layer,
    }),
  ),
});
