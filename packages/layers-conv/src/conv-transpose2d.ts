import {
  add,
  broadcastAxis,
  formatShape,
  RetrogradError,
  reshape,
  type Shape,
  sizeOf,
  sumOthers,
  tensor,
  zeros,
} from "@retrograd/core";
import { positiveInteger } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Entry, type Layer, type Params } from "@retrograd/plugin";
import { z } from "zod";
import { type ConvolutionParams, requireGroups } from "./convolution.js";
import { groupedProduct } from "./grouped-product.js";
import { pictureShape } from "./pictures.js";
import { channelsFirst, columnsOf, picturesOf, type Sliding } from "./sliding.js";
import {
  biasOption,
  convolutionAliases,
  dilationOption,
  groupsOption,
  initOption,
  kernelOption,
  type Pair,
  pairOf,
  strideOption,
  zerosOption,
} from "./window-options.js";

/** Transposed convolution, which enlarges pictures: its forward pass is the dx of a Conv2D. Each number of x adds its filter, times
 *  the number, to a window of y: `y[f, i stride - padding + u dilation, ..] += W[c, f, u, v] x[c, i, j]`, and each filter its b.
 *  x: [batch, channels, height, width], W: [channels, filters / groups, kernel, kernel], b: [filters]
 *  -> y: [batch, filters, height', width'],
 *  height' = (height - 1) stride - 2 padding + dilation (kernel - 1) + 1 + outputPadding
 *  backward: with the columns of dy, dx = W columns and dW = x columns^T; db = sum of dy over batch and positions
 *  Numbers are those of PyTorch's ConvTranspose2d.
 *  Source: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4 */
export const convTranspose2D = defineLayer({
  type: "ConvTranspose2D",
  aliases: ["Conv2DTranspose", "Deconvolution2D", "Deconv2D", "Deconvolution"],
  optionAliases: { ...convolutionAliases, outputPadding: ["output_padding"] },
  summary: "Transposed convolution, which enlarges pictures [channels, height, width].",
  options: z.strictObject({
    filters: positiveInteger.describe("Number of filters: channels of the output."),
    kernel: kernelOption(2).default(3),
    stride: strideOption(2),
    padding: zerosOption(2).default(0).describe("Numbers to remove on each side of the output."),
    outputPadding: zerosOption(2)
      .default(0)
      .describe("Numbers to add behind each axis of the output, fewer than the stride."),
    dilation: dilationOption(2),
    groups: groupsOption,
    bias: biasOption,
    init: initOption,
  }),
  mainOption: "filters",
  references: { init: "initializers" },
  examples: [
    { options: { filters: 2, kernel: 2, stride: 2 }, input: [2, 2, 2], output: [2, 4, 4] },
    {
      options: {
        filters: 2,
        kernel: [3, 2],
        stride: 2,
        padding: 1,
        outputPadding: [1, 0],
        groups: 2,
        bias: false,
      },
      input: [2, 2, 3],
      output: [2, 4, 4],
    },
  ],
  create({ kernel, stride, padding, outputPadding, dilation, ...options }, inShape, ctx) {
    const sizes = {
      kernel: pairOf(kernel),
      stride: pairOf(stride),
      padding: pairOf(padding),
      outputPadding: pairOf(outputPadding),
      dilation: pairOf(dilation),
    };
    return createTransposed({ ...options, sizes }, pictureShape(inShape), ctx);
  },
});

interface TransposedOptions {
  readonly filters: number;
  readonly groups: number;
  readonly bias: boolean;
  readonly init: Entry;
  readonly sizes: TransposedSizes;
}

interface TransposedSizes {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly outputPadding: Pair;
  readonly dilation: Pair;
}

function createTransposed(options: TransposedOptions, inShape: Shape, ctx: BuildContext): Layer {
  const { filters, groups, bias, sizes } = options;
  const [channels = 0, ...counts] = inShape;
  requireGroups(filters, groups, channels);
  const sliding = slidingOverOutput(filters, [counts[0] ?? 0, counts[1] ?? 0], sizes);
  const shape = [channels, filters / groups, ...sizes.kernel];
  const [weights, windows] = [sizeOf(shape.slice(1)), sizeOf(counts)];
  const initialize = ctx.initializer(options.init);
  // of the numbers of a kernel, one of stride x stride reaches each number of the output
  const inputs = ((channels / groups) * sizeOf(sizes.kernel)) / sizeOf(sizes.stride);
  return {
    type: "ConvTranspose2D",
    outShape: sliding.picture,
    paramShapes: { W: shape, ...(bias ? { b: [filters] } : {}) },
    multiplyAdds: channels * weights * windows,
    init: (rng) => ({
      W: tensor(initialize(channels * weights, { in: inputs, out: weights }, rng), shape, ctx),
      ...(bias ? { b: zeros([filters], ctx) } : {}),
    }),
    forward(params, x, { needsInputGradient, needsParamGradients = true }) {
      const W = reshape((params as ConvolutionParams).W, [channels, weights]);
      const b = bias ? params.b : undefined;
      const batch = x.shape[0] ?? 0;
      const rows = reshape(channelsFirst(reshape(x, [batch, channels, windows])), [
        channels,
        batch * windows,
      ]);
      const y = picturesOf(groupedProduct(W, rows, { groups, transposeA: true }), batch, sliding);
      return {
        y: b === undefined ? y : broadcastAxis(add, y, b, 1),
        backward(dy) {
          const columns = columnsOf(dy, sliding);
          const grads: Params = needsParamGradients
            ? {
                W: reshape(groupedProduct(rows, columns, { groups, transposeB: true }), shape),
                ...(b === undefined ? {} : { b: sumOthers(dy, 1) }),
              }
            : {};
          if (!needsInputGradient) return { grads };
          const dx = reshape(groupedProduct(W, columns, { groups }), [channels, batch, windows]);
          return { dx: reshape(channelsFirst(dx), x.shape), grads };
        },
      };
    },
  };
}

/** The windows over the output: as many as the input has numbers.
 *  @throws RetrogradError E_OPTION, E_SHAPE when nothing is left of the output */
function slidingOverOutput(filters: number, counts: Pair, sizes: TransposedSizes): Sliding {
  const { kernel, stride, padding, outputPadding, dilation } = sizes;
  if (outputPadding.some((added, axis) => added >= (stride[axis] ?? 0))) {
    throw new RetrogradError(
      "E_OPTION",
      `outputPadding ${formatShape(outputPadding)} must be less than the stride ${formatShape(stride)}`,
    );
  }
  const length = (axis: 0 | 1) =>
    (counts[axis] - 1) * stride[axis] -
    2 * padding[axis] +
    dilation[axis] * (kernel[axis] - 1) +
    1 +
    outputPadding[axis];
  const size = [length(0), length(1)];
  if (size.some((n) => n < 1)) {
    throw new RetrogradError(
      "E_SHAPE",
      `its padding ${formatShape(padding)} leaves nothing of the output: ${formatShape(size)}; use less`,
    );
  }
  const windows = { kernel, stride, padding, dilation };
  return { picture: [filters, ...size], windows, counts, extra: [0, 0] };
}
