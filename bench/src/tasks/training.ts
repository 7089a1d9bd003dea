import { type Engine, philoxStreams } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { builtinTraining, makeOptimizer, train } from "@retrograd/trainer";
import { openEngine } from "../engines.js";
import { randomSamples } from "./random-samples.js";
import type { Work } from "./serve.js";
import type { Task, TrainingSetting } from "./task.js";

/** Whole training steps, exactly as `retrograd train` takes them: draw, gather, forward, backward, update. */
export function training({ engine: choice, setting, lastStd }: Extract<Task, { kind: "training" }>): Work {
  const engine = openEngine(choice);
  const step = trainingSteps(engine, setting, lastStd);
  return {
    description: engine.description,
    async run(count) {
      for (let i = 0; i < count; i++) await step();
    },
  };
}

/** A function that takes the next step of a training that never ends. */
export function trainingSteps(
  engine: Engine,
  setting: TrainingSetting,
  lastStd?: number,
): () => Promise<void> {
  const registry = createRegistry(builtins, builtinTraining);
  const { widths, batch, samples, lr } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths, lastStd) };
  const network = buildNetwork(registry, model, { engine, dtype: "f32" });
  const streams = philoxStreams(0);
  const data = randomSamples(setting);
  const events = train({
    network,
    params: initParams(network, streams),
    data: { train: data, test: data },
    optimizer: makeOptimizer(registry, { SGD: lr }),
    order: batchOrder({ sampling: "with-replacement", samples, batch, streams }),
    steps: Number.MAX_SAFE_INTEGER,
    streams,
    // steps alone are measured
    splits: [],
  });
  return async () => {
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) throw new Error("training ended");
      if (value.type === "step") return;
    }
  };
}

/** Affine and Relu in turn, and the loss. */
export function layersOf(widths: readonly number[], lastStd?: number): readonly Entry[] {
  const last = widths.length - 2;
  return [
    ...widths.slice(1).flatMap((units, i): Entry[] => {
      if (i < last) return [{ Affine: units }, "Relu"];
      return [{ Affine: lastStd === undefined ? units : { units, init: { Normal: { std: lastStd } } } }];
    }),
    "SoftmaxWithLoss",
  ];
}
