import { formatShape, RetrogradError, reshape as reshaped, type Shape, sizeOf } from "@retrograd/core";
import { defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";

const axisRule = "must be a list of positive whole numbers; one of them may be -1, for what is left";

/** The same numbers of a sample in another shape, in row-major order.
 *  x: [batch, ...] -> y: [batch, ...shape]
 *  backward: dx = dy in the shape of x */
export const reshape = defineLayer({
  type: "Reshape",
  aliases: ["View", "Unflatten"],
  optionAliases: { shape: ["target_shape", "size"] },
  summary: "The same numbers of a sample in another shape.",
  options: z.strictObject({
    shape: z
      .array(z.int(axisRule).min(-1, axisRule), axisRule)
      .refine((axes) => !axes.includes(0) && axes.filter((axis) => axis === -1).length <= 1, axisRule)
      .describe("Shape of a sample, without the batch axis. One length may be -1, for what is left."),
  }),
  mainOption: "shape",
  examples: [
    { options: { shape: [2, 3] }, input: [6], output: [2, 3] },
    { options: { shape: [4, -1] }, input: [2, 2, 3], output: [4, 3] },
    { options: { shape: [2, -1] }, input: [2, 2, 3], output: [2, 6] },
  ],
  create: ({ shape }, inShape) => createReshape(shape, inShape),
});

function createReshape(option: Shape, inShape: Shape): Layer {
  const size = sizeOf(inShape);
  const others = sizeOf(option.filter((axis) => axis !== -1));
  const outShape = option.map((axis) => (axis === -1 ? size / others : axis));
  if (!outShape.every(Number.isInteger) || sizeOf(outShape) !== size)
    throw new RetrogradError(
      "E_SHAPE",
      `Reshape: a sample ${formatShape(inShape)} has ${size} numbers, which do not fit ${formatShape(option)}`,
    );
  return {
    type: "Reshape",
    outShape,
    paramShapes: {},
    // the steps stay where the first axis does
    ...(outShape[0] === inShape[0] ? { mask: "keeps" } : {}),
    init: () => ({}),
    forward: (_params, x) => ({
      y: reshaped(x, [x.shape[0] ?? 0, ...outShape]),
      backward: (dy) => ({ dx: reshaped(dy, x.shape), grads: {} }),
    }),
  };
}
