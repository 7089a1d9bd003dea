import { addRow, matmul, reshape, type Shape, sizeOf, sumRows, type Tensor, tensor } from "@retrograd/core";
import { entry, positiveInteger } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Entry, type Layer } from "@retrograd/plugin";
import { z } from "zod";

/** Options of Affine. */
export interface AffineOptions {
  /** Number of outputs. */
  readonly units: number;
  /** Initializer of W; b begins at 0. */
  readonly init: Entry;
  /** "last": a map of the last axis, the same at every position of the other axes. Default: the axes of a sample are read as
   *  one. */
  readonly axis?: "last" | undefined;
  /** Whether W is [units, in], so that it can be tied to the W of an embedding. Default: false. */
  readonly transposed?: boolean | undefined;
}

/** Parameters of Affine: W [in, units], or [units, in] with `transposed`; b [units]. */
export type AffineParams = { readonly W: Tensor; readonly b: Tensor };

/** Affine map `y = x W + b`. Also called Linear, Dense, InnerProduct.
 *  x: [batch, ...] read as [batch, in], W: [in, units], b: [units] -> y: [batch, units]
 *  With `axis: last`: x: [batch, ..., in] -> y: [batch, ..., units], such as one map for every step of a sequence
 *  With `transposed: true`: `y = x W^T + b`, W: [units, in]
 *  backward: dW = x^T dy, or dy^T x with `transposed`, db = sum of dy over the batch, dx = dy W^T in x's shape
 *  Source: "Deep Learning from Scratch", chapter 5.6 */
export const affine = defineLayer({
  type: "Affine",
  aliases: ["Linear", "Dense", "InnerProduct", "FullyConnected", "FC"],
  optionAliases: {
    units: ["out_features", "output_size", "n_out", "size", "neurons", "hidden", "width"],
    init: ["kernel_initializer", "weight_init", "initializer"],
  },
  summary: "Affine map y = x W + b. Also called Linear, Dense, InnerProduct.",
  options: z.strictObject({
    units: positiveInteger.describe("Number of outputs."),
    init: entry
      .default("He")
      .describe("Initializer of W: a name, or a name with its options. b begins at 0."),
    axis: z
      .enum(["last"])
      .optional()
      .describe(
        "last: map the last axis alone, at every position of the others. Default: the axes of a sample are read as one.",
      ),
    transposed: z
      .boolean("must be true or false")
      .optional()
      .describe("Whether W is [units, in], so that it can be tied to an embedding. Default: false."),
  }),
  mainOption: "units",
  references: { init: "initializers" },
  examples: [
    { options: { units: 3 }, input: [4] },
    { options: { units: 2 }, input: [2, 3] },
    { options: { units: 3, axis: "last" }, input: [2, 4], output: [2, 3] },
    { options: { units: 3, axis: "last", transposed: true }, input: [2, 4], output: [2, 3] },
  ],
  // the first layer of "Deep Learning from Scratch", chapter 3.4.3
  graphExample: {
    options: { units: 3 },
    input: [2],
    x: [1, 0.5],
    params: { W: [0.1, 0.3, 0.5, 0.2, 0.4, 0.6], b: [0.1, 0.2, 0.3] },
  },
  create: createAffine,
});

function createAffine(options: AffineOptions, inShape: Shape, ctx: BuildContext): Layer<AffineParams> {
  const { units, axis, transposed = false } = options;
  const positions = axis === "last" ? inShape.slice(0, -1) : [];
  const inputs = sizeOf(inShape.slice(positions.length));
  const shape = transposed ? [units, inputs] : [inputs, units];
  const initialize = ctx.initializer(options.init);
  return {
    type: "Affine",
    outShape: [...positions, units],
    paramShapes: { W: shape, b: [units] },
    ...(positions.length > 0 ? { mask: "keeps" } : {}),
    multiplyAdds: sizeOf(positions) * inputs * units,
    init: (rng) => ({
      W: tensor(initialize(inputs * units, { in: inputs, out: units }, rng, shape), shape, ctx),
      b: tensor(new Float64Array(units), [units], ctx),
    }),
    forward({ W, b }, x, { needsInputGradient, needsParamGradients = true }) {
      const batch = x.shape[0] ?? 0;
      const rows = reshape(x, [batch * sizeOf(positions), inputs]);
      return {
        y: reshape(addRow(matmul(rows, W, { transposeB: transposed }), b), [batch, ...positions, units]),
        backward(upstream) {
          const dy = reshape(upstream, [rows.shape[0] ?? 0, units]);
          // a frozen layer has no gradients to return, as the contract allows
          const [left, right] = transposed ? [dy, rows] : [rows, dy];
          const grads = needsParamGradients
            ? { W: matmul(left, right, { transposeA: true }), b: sumRows(dy) }
            : ({} as AffineParams);
          if (!needsInputGradient) return { grads };
          return { dx: reshape(matmul(dy, W, { transposeB: !transposed }), x.shape), grads };
        },
      };
    },
    graph({ x, W, b, ...leaves }) {
      const rows = x.reshape([sizeOf(x.shape) / inputs, inputs]);
      const dy = leaves.dy.reshape([sizeOf(x.shape) / inputs, units]);
      return {
        y: rows
          .matmul(transposed ? W.transpose() : W)
          .add(b)
          .reshape(leaves.dy.shape),
        gradients: {
          x: dy.matmul(transposed ? W : W.transpose()).reshape(x.shape),
          W: transposed ? dy.transpose().matmul(rows) : rows.transpose().matmul(dy),
          b: dy.sum(0),
        },
      };
    },
  };
}
