import {
  broadcastAxis,
  clip,
  multiply,
  RetrogradError,
  relu,
  reshape,
  type Shape,
  sumOthers,
  type Tensor,
  tensor,
  where,
} from "@retrograd/core";
import { entry } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Entry, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { sidesOf } from "./elementwise.js";

/** Options of Prelu. */
interface PreluOptions {
  /** "one" slope for all, or one for each index of the first axis of a sample: "channels". */
  readonly slopes: "one" | "channels";
  /** Initializer of the slopes. */
  readonly init: Entry;
}

/** Parametric rectified linear unit: `y = x where x > 0, else slope x`, with learned slopes.
 *  x: [batch, ...] or, with `slopes: channels`, [batch, channels, ...]; slope: [1] or [channels] -> y: the shape of x
 *  backward: dx = dy where x > 0, else slope dy; dslope = sum of dy x where x <= 0
 *  The first slopes are 0.25 and one serves for all, as in PyTorch; Keras begins at 0 and learns one for each number.
 *  Source: K. He et al., "Delving Deep into Rectifiers", 2015, section 2.1 */
export const prelu = defineLayer({
  type: "Prelu",
  aliases: ["ParametricRelu"],
  optionAliases: { slopes: ["num_parameters", "shared_axes"], init: ["alpha_initializer"] },
  summary: "Parametric rectified linear unit: y = x where x > 0, else slope x, with learned slopes.",
  options: z.strictObject({
    slopes: z
      .enum(["one", "channels"])
      .default("one")
      .describe("one slope for all, or one for each index of the first axis of a sample: channels."),
    init: entry
      .default({ Constant: 0.25 })
      .describe("Initializer of the slopes: a name, or a name with its options."),
  }),
  mainOption: "slopes",
  references: { init: "initializers" },
  examples: [
    { input: [6] },
    { options: { slopes: "channels" }, input: [4] },
    { options: { slopes: "channels", init: { Normal: 0.3 } }, input: [3, 2, 2] },
  ],
  create: createPrelu,
});

function createPrelu(
  { slopes, init }: PreluOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<{ readonly slope: Tensor }> {
  const [channels] = inShape;
  if (slopes === "channels" && channels === undefined)
    throw new RetrogradError("E_SHAPE", "Prelu with slopes: channels needs an axis of channels, got []");
  const count = slopes === "channels" ? (channels ?? 1) : 1;
  const initialize = ctx.initializer(init);
  // the axis of the slopes: that of the channels, or a new one of length 1 before everything else
  const view = (x: Tensor) => (slopes === "channels" ? x : reshape(x, [1, x.size]));
  const axis = slopes === "channels" ? 1 : 0;
  return {
    type: "Prelu",
    outShape: inShape,
    paramShapes: { slope: [count] },
    // with one slope for each channel, the channels of a sequence would be its steps
    ...(slopes === "one" || inShape.length === 1 ? { mask: "keeps" } : {}),
    init: (rng) => ({ slope: tensor(initialize(count, { in: 1, out: 1 }, rng), [count], ctx) }),
    forward({ slope }, x) {
      const positive = relu(x);
      const bent = (values: Tensor) => reshape(broadcastAxis(multiply, view(values), slope, axis), x.shape);
      return {
        y: where(positive, x, bent(x)),
        backward: (dy) => ({
          dx: where(positive, dy, bent(dy)),
          grads: { slope: sumOthers(view(multiply(dy, clip(x, -Infinity, 0))), axis) },
        }),
      };
    },
    branches: (_params, x) => sidesOf(x, (value) => (value > 0 ? 1 : 0)),
  };
}
