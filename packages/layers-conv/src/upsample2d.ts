import {
  add,
  broadcastOthers,
  matmul,
  matmulBatched,
  reshape,
  sumAxis,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import { sizes } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Forward } from "@retrograd/plugin";
import { z } from "zod";
import { pictureShape } from "./pictures.js";
import { type Pair, pairOf } from "./window-options.js";

/** Enlarges pictures by whole factors. nearest: `y[c, i, j] = x[c, floor(i / factor), floor(j / factor)]`. bilinear: `y = A x B^T`
 *  for each channel, where a row of A or B mixes the two nearest numbers of an axis: those at the position (i + 1/2) / factor - 1/2.
 *  x: [batch, channels, height, width] -> y: [batch, channels, height factor, width factor]
 *  backward: dx = the sum of dy over the copies; bilinear: dx = A^T dy B
 *  Numbers are those of PyTorch's Upsample with align_corners=False, and of Keras. */
export const upsample2D = defineLayer({
  type: "Upsample2D",
  aliases: ["Upsample", "UpSampling2D", "UpsamplingNearest2d", "Resize"],
  optionAliases: { factor: ["size", "scale_factor", "scale"], mode: ["interpolation"] },
  summary: "Enlarges pictures [channels, height, width] by whole factors.",
  options: z.strictObject({
    factor: sizes(2).default(2).describe("How many times as high and wide the output is."),
    mode: z
      .enum(["nearest", "bilinear"])
      .default("nearest")
      .describe("nearest repeats each number, bilinear mixes neighbors."),
  }),
  mainOption: "factor",
  examples: [
    { input: [2, 2, 3], output: [2, 4, 6] },
    { options: { factor: [1, 3] }, input: [1, 2, 2], output: [1, 2, 6] },
    { options: { factor: [2, 3], mode: "bilinear" }, input: [2, 2, 3], output: [2, 4, 9] },
  ],
  create({ factor, mode }, inShape, ctx) {
    const [channels, height, width] = pictureShape(inShape);
    const factors = pairOf(factor);
    const outShape = [channels, height * factors[0], width * factors[1]];
    const mixes =
      mode === "bilinear"
        ? ([mixing(height, factors[0], ctx), mixing(width, factors[1], ctx)] as const)
        : undefined;
    return {
      type: "Upsample2D",
      outShape,
      paramShapes: {},
      init: () => ({}),
      forward: (_params, x) => (mixes === undefined ? repeated(x, factors) : mixed(x, mixes)),
    };
  },
});

/** Each number repeated on both axes. x: [batch, channels, height, width] */
function repeated(x: Tensor, [vertical, horizontal]: Pair): Forward {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [rows, wide] = [batch * channels * height, width * horizontal];
  // first along the rows, then whole rows
  const along = broadcastOthers(add, zeros([x.size, horizontal], x), reshape(x, [x.size]), 1);
  const all = broadcastOthers(add, zeros([rows, vertical, wide], x), reshape(along, [rows, wide]), 1);
  return {
    y: reshape(all, [batch, channels, height * vertical, wide]),
    backward(dy) {
      const ofRows = sumAxis(reshape(dy, [rows, vertical, wide]), 1);
      return { dx: reshape(sumAxis(reshape(ofRows, [x.size, horizontal]), 1), x.shape), grads: {} };
    },
  };
}

/** A x B^T for each channel. x: [batch, channels, height, width] */
function mixed(x: Tensor, [A, B]: readonly [Tensor, Tensor]): Forward {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [tall, wide] = [A.shape[0] ?? 0, B.shape[0] ?? 0];
  const planes = batch * channels;
  const high = matmulBatched(A, reshape(x, [planes, height, width]));
  const y = matmul(reshape(high, [planes * tall, width]), B, { transposeB: true });
  return {
    y: reshape(y, [batch, channels, tall, wide]),
    backward(dy) {
      const narrow = reshape(matmul(reshape(dy, [planes * tall, wide]), B), [planes, tall, width]);
      return { dx: reshape(matmulBatched(A, narrow, { transposeA: true }), x.shape), grads: {} };
    },
  };
}

/** The shares of the numbers of an axis in each number of the enlarged axis: [length factor, length] */
function mixing(length: number, factor: number, ctx: BuildContext): Tensor {
  const shares = new Float64Array(length * factor * length);
  for (let i = 0; i < length * factor; i++) {
    const position = Math.max(0, (i + 0.5) / factor - 0.5);
    const first = Math.floor(position);
    const second = Math.min(first + 1, length - 1);
    shares[i * length + first] = (shares[i * length + first] ?? 0) + 1 - (position - first);
    shares[i * length + second] = (shares[i * length + second] ?? 0) + position - first;
  }
  return tensor(shares, [length * factor, length], ctx);
}
