import { multiply, scale, sum, zeros } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";

const noOptions = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };

/** Half the sum of squares, whatever the targets: its gradient is x, here times `factor`. */
const squares = (type, factor) => ({
  type,
  summary: "Half the sum of squares.",
  options: noOptions,
  create: (_options, inShape, { dtype, engine }) => ({
    type,
    outShape: inShape,
    targets: "values",
    forward: (x) => ({
      loss: sum(multiply(x, x)) / 2,
      y: x,
      backward: (dloss = 1) => ({ dx: scale(x, factor * dloss) }),
    }),
    predict: (x) => x,
    exampleTargets: (batch) => zeros([batch, ...inShape], { dtype, engine }),
  }),
});

export default definePlugin({
  name: "loss-plugin",
  losses: [squares("Squares", 1), squares("WrongSquares", 2)],
});
