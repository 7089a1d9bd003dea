import { formatShape, concat as joined, RetrogradError, type Shape, slice } from "@retrograd/core";
import { defineJoint, type Joint } from "@retrograd/plugin";
import { z } from "zod";

const axisRule = 'must be a whole number >= 0, or "last"';

/** Its inputs one after the other along an axis.
 *  xs: each [batch, .., n_k, ..], of which only the axis n_k may differ -> y: [batch, .., n_1 + n_2 + ..., ..]
 *  backward: dx_k = the part of dy that came from x_k
 *  Source: Szegedy et al., "Going Deeper with Convolutions", 2014, section 4 */
export const concat = defineJoint({
  type: "Concat",
  aliases: ["Concatenate", "Cat", "Merge", "MergeVertex"],
  optionAliases: { axis: ["dim"] },
  summary: "Its inputs one after the other along an axis.",
  options: z.strictObject({
    axis: z
      .union([z.int(axisRule).min(0, axisRule), z.literal("last")], axisRule)
      .default(0)
      .describe("Axis of a sample, counted from 0 without the batch axis, or last."),
  }),
  mainOption: "axis",
  examples: [
    { inputs: [[2], [3]] },
    {
      inputs: [
        [1, 2, 3],
        [2, 2, 3],
        [1, 2, 3],
      ],
      output: [4, 2, 3],
    },
    {
      options: { axis: "last" },
      inputs: [
        [4, 2],
        [4, 3],
      ],
      output: [4, 5],
    },
  ],
  createJoint: ({ axis }, inShapes) => createConcat(axis, inShapes),
});

function createConcat(option: number | "last", inShapes: readonly Shape[]): Joint {
  const [first = []] = inShapes;
  const axis = option === "last" ? first.length - 1 : option;
  if (first[axis] === undefined)
    throw new RetrogradError("E_SHAPE", `its inputs need an axis ${option}, got ${formatShape(first)}`);
  const fits = (shape: Shape) =>
    shape.length === first.length && shape.every((length, i) => i === axis || length === first[i]);
  if (!inShapes.every(fits)) {
    throw new RetrogradError(
      "E_SHAPE",
      `its inputs must be equal in every axis but ${option}, got ${inShapes.map(formatShape).join(" and ")}`,
    );
  }
  // ends[k]: where the part of input k ends
  let total = 0;
  const ends = inShapes.map((shape) => (total += shape[axis] ?? 0));
  const batchAxis = axis + 1;
  return {
    type: "Concat",
    inShapes,
    outShape: first.map((length, i) => (i === axis ? total : length)),
    paramShapes: {},
    // the first axis of a sample may be its steps
    ...(axis > 0 ? { mask: "keeps" } : {}),
    init: () => ({}),
    join: (_params, xs) => ({
      y: joined(xs, batchAxis),
      backward: (dy) => ({
        dxs: ends.map((end, k) => slice(dy, batchAxis, ends[k - 1] ?? 0, end)),
        grads: {},
      }),
    }),
  };
}
