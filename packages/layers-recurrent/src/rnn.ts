import { add, matmul, tanh, tanhGradient } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { type CellKind, type RecurrentParams, sharedShapes } from "./cell.js";
import { recurrentAliases, recurrentOptions, recurrentReferences } from "./options.js";
import { createRecurrent, stepsOf } from "./recurrent-layer.js";

/** Options of Rnn. */
export const rnnOptions = z.strictObject(recurrentOptions);

/** Recurrent layer, for each step of a sequence `h_t = tanh(x_t Wx + h_(t-1) Wh + b)`, with h_0 = 0. Also called SimpleRNN.
 *  x: [batch, time, in], Wx: [in, units], Wh: [units, units], b: [units]
 *  -> y: the last h, [batch, units], or with `sequences` every step's, [batch, time, units]
 *  backward: from the last step to the first, with dh_t from y and from step t + 1, `dz_t = dh_t (1 - h_t^2)`; dh_(t-1) gets
 *  dz_t Wh^T, dx_t = dz_t Wx^T, dWx = sum of x_t^T dz_t, dWh = sum of h_(t-1)^T dz_t, db = sum of dz_t
 *  PyTorch has two biases, of which b is the sum. Wh and Wx are its weight_hh and weight_ih, transposed.
 *  Source: "Deep Learning from Scratch 2", chapter 5.3; J. L. Elman, "Finding Structure in Time", 1990 */
export const rnn = defineLayer({
  type: "Rnn",
  aliases: ["RNN", "SimpleRNN", "Elman", "TimeRNN"],
  optionAliases: recurrentAliases,
  summary: "Recurrent layer: h_t = tanh(x_t Wx + h_(t-1) Wh + b).",
  options: rnnOptions,
  mainOption: "units",
  references: recurrentReferences,
  examples: [
    { options: { units: 3 }, input: [3, 2], output: [3] },
    { options: { units: 2, sequences: true, reverse: true }, input: [3, 3], output: [3, 2] },
  ],
  create(options, inShape, ctx) {
    const [time, features] = stepsOf("Rnn", inShape);
    return createRecurrent(kindOf(features, options.units), options, time, ctx);
  },
});

function kindOf(features: number, units: number): CellKind<RecurrentParams> {
  return {
    type: "Rnn",
    gates: 1,
    hasC: false,
    paramShapes: sharedShapes(features, units, 1),
    init: (drawn) => drawn,
    cell: ({ Wh }) => ({
      step(z, from) {
        const h = tanh(add(z, matmul(from.h, Wh)));
        return {
          next: { h },
          backward(next) {
            const dz = tanhGradient(next.h, h);
            return { dz, previous: { h: matmul(dz, Wh, { transposeB: true }) }, saved: [] };
          },
        };
      },
      gradients: ({ h, dz }, input) => ({ ...input, Wh: matmul(h, dz, { transposeA: true }) }),
    }),
  };
}
