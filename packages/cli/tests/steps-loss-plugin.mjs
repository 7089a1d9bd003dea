import { tensor } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";

const noOptions = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
const classes = 3;

/** Cross entropy of the class of each step. The prediction is the likeliest class of each step, so its shape differs from that
 *  of the input.
 *  x: [batch, steps * 3], t: [batch, steps] */
const stepsWithLoss = {
  type: "StepsWithLoss",
  summary: "Cross entropy of a class a step.",
  options: noOptions,
  create: (_options, [width], ctx) => {
    const steps = width / classes;
    const probabilities = (x, row, step) => {
      const logit = (k) => x.data[row * width + step * classes + k];
      const powers = [0, 1, 2].map((k) => Math.exp(logit(k) - Math.max(logit(0), logit(1), logit(2))));
      return powers.map((power) => power / (powers[0] + powers[1] + powers[2]));
    };
    const predict = (x) => {
      const [batch] = x.shape;
      if (x.shape[1] !== width) throw new TypeError(`predict expects [batch, ${width}]`);
      const likeliest = Array.from({ length: batch * steps }, (_, i) => {
        const p = probabilities(x, Math.floor(i / steps), i % steps);
        return p.indexOf(Math.max(...p));
      });
      return tensor(likeliest, [batch, steps], ctx);
    };
    return {
      type: "StepsWithLoss",
      outShape: [steps],
      targets: "values",
      forward(x, t) {
        const [batch] = x.shape;
        const dx = new Float64Array(batch * width);
        let loss = 0;
        for (let i = 0; i < batch * steps; i++) {
          const p = probabilities(x, Math.floor(i / steps), i % steps);
          loss -= Math.log(p[t.data[i]]) / (batch * steps);
          for (let k = 0; k < classes; k++) {
            dx[i * classes + k] = (p[k] - (k === t.data[i] ? 1 : 0)) / (batch * steps);
          }
        }
        const scaled = (dloss) =>
          tensor(
            dx.map((value) => value * dloss),
            x.shape,
            ctx,
          );
        return { loss, y: predict(x), backward: (dloss = 1) => ({ dx: scaled(dloss) }) };
      },
      predict,
      exampleTargets: (batch, rng) => tensor(rng.integers(classes, batch * steps), [batch, steps], ctx),
    };
  },
};

export default definePlugin({ name: "steps-loss-plugin", losses: [stepsWithLoss] });
