import { scale } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";

const noOptions = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };

/** y = 2 x, whose backward forgets the 2. */
export default definePlugin({
  name: "wrong-plugin",
  version: "1.0.0",
  layers: [
    {
      type: "WrongScale",
      summary: "Twice the input, with a wrong gradient.",
      options: noOptions,
      create: (_options, inShape) => ({
        type: "WrongScale",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        forward: (_params, x) => ({ y: scale(x, 2), backward: (dy) => ({ dx: dy, grads: {} }) }),
      }),
    },
  ],
});
