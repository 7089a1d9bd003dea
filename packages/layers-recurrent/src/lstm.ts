import { add, lstmCell, lstmCellGradient, matmul, tensor } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { type CellKind, type RecurrentParams, sharedShapes } from "./cell.js";
import { recurrentAliases, recurrentOptions, recurrentReferences } from "./options.js";
import { createRecurrent, stepsOf } from "./recurrent-layer.js";

/** Options of Lstm. */
export const lstmOptions = z.strictObject({
  ...recurrentOptions,
  forgetBias: z
    .number("must be a number")
    .default(1)
    .describe("Initial bias of the forget gate: with 1, the state is kept at first. Other biases are 0."),
});

/** Long short-term memory. For each step, with z = x_t Wx + h_(t-1) Wh + b in four parts of `units` columns, i f g o:
 *  `c_t = sigmoid(z_f) c_(t-1) + sigmoid(z_i) tanh(z_g)`, `h_t = sigmoid(z_o) tanh(c_t)`, with h_0 = c_0 = 0
 *  x: [batch, time, in], Wx: [in, 4 units], Wh: [units, 4 units], b: [4 units]
 *  -> y: the last h, [batch, units], or with `sequences` every step's, [batch, time, units]
 *  backward: from the last step to the first; dz_t as `lstmCellGradient` of core, then dh_(t-1) = dz_t Wh^T, dx_t = dz_t Wx^T,
 *  dWx = sum of x_t^T dz_t, dWh = sum of h_(t-1)^T dz_t, db = sum of dz_t
 *  PyTorch has the same order of gates and two biases, of which b is the sum; Keras and the book have other orders, see the
 *  README. The part f of b is `forgetBias` at first (PyTorch, the book: 0).
 *  Source: S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", 1997; F. Gers et al., "Learning to Forget", 2000;
 *  "Deep Learning from Scratch 2", chapter 6.3 */
export const lstm = defineLayer({
  type: "Lstm",
  aliases: ["LSTM", "TimeLSTM"],
  optionAliases: { ...recurrentAliases, forgetBias: ["forget_bias", "unit_forget_bias"] },
  summary: "Long short-term memory: a state that gates keep, add to and read.",
  options: lstmOptions,
  mainOption: "units",
  references: recurrentReferences,
  examples: [
    { options: { units: 3 }, input: [3, 2], output: [3] },
    { options: { units: 2, sequences: true, carry: true }, input: [3, 3], output: [3, 2] },
  ],
  create(options, inShape, ctx) {
    const [time, features] = stepsOf("Lstm", inShape);
    return createRecurrent(kindOf(features, options), options, time, ctx);
  },
});

function kindOf(
  features: number,
  { units, forgetBias }: { readonly units: number; readonly forgetBias: number },
): CellKind<RecurrentParams> {
  const bias = new Float64Array(4 * units).fill(forgetBias, units, 2 * units);
  return {
    type: "Lstm",
    gates: 4,
    hasC: true,
    paramShapes: sharedShapes(features, units, 4),
    init: ({ b, ...drawn }) => ({ ...drawn, b: tensor(bias, b.shape, b) }),
    cell: ({ Wh }) => ({
      step(z, { h, c = h }) {
        const pass = lstmCell(add(z, matmul(h, Wh)), c);
        return {
          next: { h: pass.h, c: pass.c },
          backward(next) {
            const gradients = { dh: next.h, ...(next.c && { dc: next.c }) };
            const { dz, dc } = lstmCellGradient(gradients, pass, c);
            return { dz, previous: { h: matmul(dz, Wh, { transposeB: true }), c: dc }, saved: [] };
          },
        };
      },
      gradients: ({ h, dz }, input) => ({ ...input, Wh: matmul(h, dz, { transposeA: true }) }),
    }),
  };
}
