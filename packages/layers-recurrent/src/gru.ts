import {
  add,
  addRow,
  concat,
  gruCandidateGradient,
  gruCell,
  gruCellGradient,
  gruReset,
  matmul,
  slice,
  sumRows,
  type Tensor,
  zeros,
} from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { type CellKind, type RecurrentParams, sharedShapes } from "./cell.js";
import { recurrentAliases, recurrentOptions, recurrentReferences } from "./options.js";
import { createRecurrent, stepsOf } from "./recurrent-layer.js";

/** Parameters of a Gru with `reset: after`: bh [units] is a bias of the reset part. */
export type GruParams = RecurrentParams & { readonly bh: Tensor };

/** Options of Gru. */
export const gruOptions = z.strictObject({
  ...recurrentOptions,
  reset: z
    .enum(["after", "before"])
    .default("after")
    .describe(
      "Where the reset gate multiplies: after the product with h (PyTorch), or h before it (the paper).",
    ),
});

/** Gated recurrent unit. For each step, with the columns of x_t Wx + b and of h_(t-1) Wh in three parts, r z n:
 *  `r, z = sigmoid(x_t Wx + b + h_(t-1) Wh)` of their parts, `h_t = (1 - z) n + z h_(t-1)`, with h_0 = 0 and
 *  reset "after":  `n = tanh(x_t Wx_n + b_n + r (h_(t-1) Wh_n + bh))`, as in PyTorch, cuDNN and Keras
 *  reset "before": `n = tanh(x_t Wx_n + b_n + (r h_(t-1)) Wh_n)`, as in the paper and the book
 *  x: [batch, time, in], Wx: [in, 3 units], Wh: [units, 3 units], b: [3 units], bh: [units], with reset "after" only
 *  -> y: the last h, [batch, units], or with `sequences` every step's, [batch, time, units]
 *  backward: from the last step to the first, as `gruCellGradient` of core
 *  PyTorch has two biases: b is their sum in the parts r and z, and bias_ih in n, where bias_hh is bh. The book has no bias and
 *  calls our 1 - z its z.
 *  Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014;
 *  "Deep Learning from Scratch 2", appendix C */
export const gru = defineLayer({
  type: "Gru",
  aliases: ["GRU", "TimeGRU"],
  optionAliases: { ...recurrentAliases, reset: ["reset_after"] },
  summary: "Gated recurrent unit: two gates decide what of the state is kept and what is read.",
  options: gruOptions,
  mainOption: "units",
  references: recurrentReferences,
  examples: [
    { options: { units: 3 }, input: [3, 2], output: [3] },
    { options: { units: 2, reset: "before", sequences: true, reverse: true }, input: [3, 3], output: [3, 2] },
  ],
  create({ reset, ...options }, inShape, ctx) {
    const [time, features] = stepsOf("Gru", inShape);
    const kind = { features, units: options.units };
    return reset === "after"
      ? createRecurrent(resetAfter(kind), options, time, ctx)
      : createRecurrent(resetBefore(kind), options, time, ctx);
  },
});

interface Sizes {
  readonly features: number;
  readonly units: number;
}

function resetAfter({ features, units }: Sizes): CellKind<GruParams> {
  return {
    type: "Gru",
    gates: 3,
    hasC: false,
    paramShapes: { ...sharedShapes(features, units, 3), bh: [units] },
    init: (drawn) => ({ ...drawn, bh: zeros([units], drawn.b) }),
    cell({ Wh, bh }) {
      const bias = concat([zeros([2 * units], bh), bh], 0);
      return {
        step(x, { h }) {
          const u = addRow(matmul(h, Wh), bias);
          const pass = gruCell({ x, u, h });
          return {
            next: { h: pass.h },
            backward(next) {
              const { dx, du, dh } = gruCellGradient(next.h, pass, { h, u });
              return {
                dz: dx,
                previous: { h: add(dh, matmul(du, Wh, { transposeB: true })) },
                saved: [du],
              };
            },
          };
        },
        gradients({ h, dz, saved: [du = dz] }, input) {
          return {
            ...input,
            Wh: matmul(h, du, { transposeA: true }),
            bh: slice(sumRows(du), 0, 2 * units, 3 * units),
          };
        },
      };
    },
  };
}

function resetBefore({ features, units }: Sizes): CellKind<RecurrentParams> {
  return {
    type: "Gru",
    gates: 3,
    hasC: false,
    paramShapes: sharedShapes(features, units, 3),
    init: (drawn) => drawn,
    cell({ Wh }) {
      const [Wrz, Wn] = [slice(Wh, 1, 0, 2 * units), slice(Wh, 1, 2 * units, 3 * units)];
      return {
        step(x, { h }) {
          const u = matmul(h, Wrz);
          const reset = gruReset({ x, u, h });
          const pass = gruCell({ x, u, h, v: matmul(reset, Wn) });
          return {
            next: { h: pass.h },
            backward(next) {
              const dv = gruCandidateGradient(next.h, pass);
              const dReset = matmul(dv, Wn, { transposeB: true });
              const { dx, du, dh } = gruCellGradient(next.h, pass, { h, dReset });
              return {
                dz: dx,
                previous: { h: add(dh, matmul(du, Wrz, { transposeB: true })) },
                saved: [du, dv, reset],
              };
            },
          };
        },
        gradients({ h, dz, saved: [du = dz, dv = dz, reset = h] }, input) {
          const dWrz = matmul(h, du, { transposeA: true });
          return { ...input, Wh: concat([dWrz, matmul(reset, dv, { transposeA: true })], 1) };
        },
      };
    },
  };
}
