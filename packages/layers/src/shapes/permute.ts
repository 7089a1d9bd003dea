import { formatShape, permute as permuted, RetrogradError, type Shape } from "@retrograd/core";
import { defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";

const axisRule = "must be a list of whole numbers >= 0, each axis once";

/** The axes of a sample in another order: axis k of y is axis `axes[k]` of x. `axes: [1, 0]` transposes.
 *  x: [batch, n_0, n_1, ...] -> y: [batch, n_axes[0], n_axes[1], ...]
 *  backward: dx = dy with the axes back in their order
 *  Axes are counted from 0 without the batch axis, as in Concat; Keras counts them from 1, and PyTorch counts the batch axis. */
export const permute = defineLayer({
  type: "Permute",
  aliases: ["Transpose"],
  optionAliases: { axes: ["dims", "perm"] },
  summary: "The axes of a sample in another order.",
  options: z.strictObject({
    axes: z
      .array(z.int(axisRule).min(0, axisRule), axisRule)
      .refine((axes) => axes.every((_, k) => axes.includes(k)), axisRule)
      .describe("Axes of the input, counted from 0 without the batch axis, in the order of the output."),
  }),
  mainOption: "axes",
  examples: [
    { options: { axes: [1, 0] }, input: [2, 3], output: [3, 2] },
    { options: { axes: [2, 0, 1] }, input: [2, 3, 4], output: [4, 2, 3] },
    { options: { axes: [0, 2, 1] }, input: [2, 3, 4], output: [2, 4, 3] },
  ],
  create: ({ axes }, inShape) => createPermute(axes, inShape),
});

function createPermute(axes: readonly number[], inShape: Shape): Layer {
  if (axes.length !== inShape.length)
    throw new RetrogradError(
      "E_SHAPE",
      `Permute: a sample ${formatShape(inShape)} needs ${inShape.length} axes, got [${axes.join(", ")}]`,
    );
  const order = [0, ...axes.map((axis) => axis + 1)];
  const back = order.map((_, axis) => order.indexOf(axis));
  return {
    type: "Permute",
    outShape: axes.map((axis) => inShape[axis] ?? 1),
    paramShapes: {},
    ...(axes[0] === 0 ? { mask: "keeps" } : {}),
    init: () => ({}),
    forward: (_params, x) => ({
      y: permuted(x, order),
      backward: (dy) => ({ dx: permuted(dy, back), grads: {} }),
    }),
  };
}
