import { map, matmul, scale, square, subtract, sum, type Tensor, tensor, zip } from "@retrograd/core";
import {
  definePlugin,
  type Layer,
  type LayerDefinition,
  type LossDefinition,
  type Schema,
} from "@retrograd/plugin";

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

/** A layer without parameters, from its forward and its backward, written element by element. */
export function elementwise(
  type: string,
  f: (x: number) => number,
  df: (x: number) => number,
  branch?: (x: number) => number,
): Layer {
  return {
    type,
    outShape: [4],
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({
      y: map(x, f),
      backward: (dy) => ({ dx: zip(dy, x, (d, value) => d * df(value)), grads: {} }),
    }),
    ...(branch === undefined ? {} : { branches: (_params, x: Tensor) => Array.from(x.data, branch) }),
  };
}

/** y = x W, with `wrong` applied to dW: [4, 4]. */
export function product(wrong: (dW: Tensor) => Tensor | undefined = (dW) => dW): Layer {
  return {
    type: "Product",
    outShape: [4],
    paramShapes: { W: [4, 4] },
    init: (rng) => ({ W: tensor(Float64Array.from({ length: 16 }, rng.normal), [4, 4], { dtype: "f64" }) }),
    forward: ({ W }, x) => ({
      y: matmul(x, W as Tensor),
      backward(dy) {
        const dW = wrong(matmul(x, dy, { transposeA: true }));
        return {
          dx: matmul(dy, W as Tensor, { transposeB: true }),
          grads: dW === undefined ? {} : { W: dW },
        };
      },
    }),
  };
}

function definition(layer: Layer): LayerDefinition {
  return { type: layer.type, summary: layer.type, options: anything, create: () => layer };
}

const halfSquares: LossDefinition = {
  type: "HalfSquares",
  summary: "Half the sum of squares.",
  options: anything,
  create: (_options, inShape) => ({
    type: "HalfSquares",
    outShape: inShape,
    targets: "values",
    forward(x, t) {
      const error = subtract(x, t);
      return { loss: sum(square(error)) / 2, y: x, backward: (dloss = 1) => ({ dx: scale(error, dloss) }) };
    },
    predict: (x) => x,
    exampleTargets: (batch) => tensor(new Float64Array(batch * 4), [batch, 4], { dtype: "f64" }),
  }),
};

const nothing: Schema<unknown> = {
  "~standard": {
    version: 1,
    vendor: "by hand",
    validate: () => ({ issues: [{ message: "must be left out" }] }),
  },
};

/** y = x w, element by element, in the number type that it is built for: w [4]. */
const scaled: LayerDefinition = {
  type: "Scaled",
  summary: "Each input times a weight of its own.",
  options: anything,
  create: (_options, inShape, ctx) => ({
    type: "Scaled",
    outShape: inShape,
    paramShapes: { W: inShape },
    init: (rng) => ({ W: tensor(Float64Array.from({ length: 4 }, rng.normal), inShape, ctx) }),
    forward({ W }, x) {
      const rows = x.shape[0] ?? 0;
      const weights = tensor(
        Array.from({ length: x.size }, (_, i) => W?.data[i % 4] ?? 0),
        x.shape,
        x,
      );
      return {
        y: zip(x, weights, (value, w) => value * w),
        backward(dy) {
          const each = zip(dy, x, (d, value) => d * value).data;
          const dW = Array.from({ length: 4 }, (_, column) => {
            let total = 0;
            for (let row = 0; row < rows; row++) total += each[row * 4 + column];
            return total;
          });
          return { dx: zip(dy, weights, (d, w) => d * w), grads: { W: tensor(dW, inShape, x) } };
        },
      };
    },
  }),
};

/** The layers of these tests by name. */
export const testLayers = definePlugin({
  name: "test",
  layers: [
    definition(
      elementwise(
        "Cube",
        (x) => x ** 3,
        (x) => 3 * x ** 2,
      ),
    ),
    definition(
      elementwise(
        "WrongCube",
        (x) => x ** 3,
        (x) => 2 * x ** 2,
      ),
    ),
    scaled,
    { ...scaled, type: "Picky", options: nothing },
    definition({ ...product(), type: "Product" }),
    definition({ ...product((dW) => scale(dW, -1)), type: "Flipped" }),
  ],
  losses: [halfSquares],
});
