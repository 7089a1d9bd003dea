import { exp, multiply, RetrogradError, sizeOf, subtract, type Tensor } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLoss } from "@retrograd/plugin";
import { meanOfValues } from "./mean-of-values.js";

/** Negative log-likelihood of a Poisson distribution, for counts: `loss = 1/n sum of e^x - t x` over all n numbers of the batch
 *  that count, without ln(t!), which does not depend on x. Padded steps do not count.
 *  x: [batch, ...] logarithms of rates, t: the same shape, counts >= 0 -> the prediction is the rate e^x
 *  backward: dx = (e^x - t) / n
 *  x is a logarithm, as in PyTorch; that of Keras is the rate itself.
 *  Source: J. Nelder, R. Wedderburn, "Generalized Linear Models", 1972 */
export const poisson = defineLoss({
  type: "Poisson",
  aliases: ["PoissonNLL", "PoissonNLLLoss", "PoissonLoss"],
  summary:
    "Negative log-likelihood of counts. Its input is the logarithm of the rate, its prediction the rate.",
  options: noOptions,
  graphExample: { input: [2], x: [0, 1, -1, 0.5], t: [1, 2, 0, 3] },
  create: (_options, inShape, ctx) =>
    meanOfValues("Poisson", inShape, ctx, {
      each(x, t) {
        checkCounts(t);
        const rates = exp(x);
        return { losses: subtract(rates, multiply(t, x)), slopes: () => subtract(rates, t) };
      },
      predict: exp,
      draw: (rng) => Math.floor(6 * rng.uniform() ** 2),
      graph({ x, t }) {
        const y = x.exp();
        return {
          loss: y.subtract(t.multiply(x)).sum().divide(sizeOf(x.shape)),
          y,
          gradients: { x: y.subtract(t).divide(sizeOf(x.shape)) },
        };
      },
    }),
});

/** @throws RetrogradError E_TARGET for a target below 0 */
function checkCounts({ data }: Tensor): void {
  for (let i = 0; i < data.length; i++) {
    if ((data[i] ?? 0) >= 0) continue;
    throw new RetrogradError("E_TARGET", `Poisson: t[${i}] must be a count >= 0, got ${data[i]}`);
  }
}
