import { broadcastAxis, multiply, scale, square, subtract, sum, sumOthers, tensor } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";

const noOptions = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };

/** Half the squared error of a prediction with a learned gain: `loss = 1/(2 batch) sum of (gain n x - t)^2`, n: random numbers in
 *  mode "train", otherwise 1. factor: what the gradient of the gain is multiplied by; only 1 is right
 *  x, t: [batch, outputs], gain: [outputs] */
const gainLoss = (type, factor) => ({
  type,
  summary: "Half squared errors of a prediction with a learned gain.",
  options: noOptions,
  examples: [{ input: [6] }],
  create: (_options, inShape, ctx) => {
    const random = (rng, shape) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      return tensor(Float64Array.from({ length: size }, rng.normal), shape, ctx);
    };
    const predict = (x, { params }) => broadcastAxis(multiply, x, params.gain, 1);
    return {
      type,
      outShape: inShape,
      targets: "values",
      paramShapes: { gain: inShape },
      init: (rng) => ({ gain: square(random(rng, inShape)) }),
      forward(x, t, loss) {
        const noise = loss.mode === "train" ? square(random(loss.rng, x.shape)) : undefined;
        const noisy = (value) => (noise === undefined ? value : multiply(value, noise));
        const y = predict(noisy(x), loss);
        const error = subtract(y, t);
        return {
          loss: tensor([sum(square(error)) / (2 * x.shape[0])], [], ctx),
          y,
          backward(dloss = 1) {
            const dy = scale(error, dloss / x.shape[0]);
            const gain = sumOthers(multiply(dy, noisy(x)), 1);
            return { dx: noisy(predict(dy, loss)), grads: { gain: scale(gain, factor) } };
          },
        };
      },
      predict,
      exampleTargets: (batch, rng) => random(rng, [batch, ...inShape]),
    };
  },
});

export default definePlugin({
  name: "gain-loss-plugin",
  losses: [gainLoss("GainWithLoss", 1), gainLoss("WrongGainWithLoss", 2)],
});
