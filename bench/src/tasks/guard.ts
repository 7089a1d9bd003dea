import { philoxStreams, scope } from "@retrograd/core";
import { batchOrder, batchTensors } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, createRegistry, forwardLoss, initParams } from "@retrograd/network";
import { builtinTraining, sgd, updateParams, watchOutputs } from "@retrograd/trainer";
import { openEngine } from "../engines.js";
import { randomSamples } from "./random-samples.js";
import type { Work } from "./serve.js";
import type { Task } from "./task.js";
import { layersOf } from "./training.js";

/** Training steps as `train` takes them, with its watch for NaN and infinities or without. */
export function guard({ engine: choice, setting, watched }: Extract<Task, { kind: "guard" }>): Work {
  const engine = openEngine(choice);
  const { widths, batch: size, samples, lr } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths) };
  const network = buildNetwork(createRegistry(builtins, builtinTraining), model, { engine, dtype: "f32" });
  const streams = philoxStreams(0);
  const params = initParams(network, streams);
  const data = randomSamples(setting);
  const order = batchOrder({ sampling: "with-replacement", samples, batch: size, streams });
  const optimizer = sgd.create({ lr, weightDecay: 0, decayBiases: true });
  let step = 0;
  return {
    description: `${engine.description}, ${watched ? "outputs watched" : "nothing watched"}`,
    run(count) {
      for (let i = 0; i < count; i++) {
        step++;
        scope(engine, () => {
          const at = { engine, dtype: "f32" as const, inputShape: network.input };
          const batch = batchTensors(data, order.batchAt(step), at);
          const watch = watched ? { watch: watchOutputs({ step, x: batch.x, params }) } : {};
          const { backward } = forwardLoss(network, params, batch, {
            mode: "train",
            streams,
            step,
            ...watch,
          });
          updateParams(optimizer, { params, grads: backward().grads, state: {} }, { step, lr });
        });
      }
    },
  };
}
