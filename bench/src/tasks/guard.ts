import { philoxStreams, scope } from "@retrograd/core";
import { batchOrder, batchTensors } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forwardLoss, initParams } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining, makeOptimizer, updateParams, watchOutputs } from "@retrograd/trainer";
import { openEngine } from "../engines.js";
import type { PairReport } from "./pair-report.js";
import { randomSamples } from "./random-samples.js";
import type { Task } from "./task.js";
import { layersOf } from "./training.js";

/** Steps that are taken the one way, before as many are taken the other. */
const turn = 20;

/** Training steps as `train` takes them, with its watch for NaN and infinities above those without. */
export function guard({
  engine: choice,
  setting,
  rounds,
  seconds,
}: Extract<Task, { kind: "guard" }>): PairReport {
  const engine = openEngine(choice);
  const { widths, batch: size, samples, lr } = setting;
  const model = { input: [widths[0]], layers: layersOf(widths) };
  const registry = createRegistry(builtins, builtinTraining);
  const network = buildNetwork(registry, model, { engine, dtype: "f32" });
  const streams = philoxStreams(0);
  const params = initParams(network, streams);
  const data = randomSamples(setting);
  const order = batchOrder({ sampling: "with-replacement", samples, batch: size, streams });
  const optimizer = makeOptimizer(registry, { SGD: lr });
  let step = 0;
  function take(watched: boolean): void {
    step++;
    scope(engine, () => {
      const at = { engine, dtype: "f32" as const, inputShape: network.input };
      const batch = batchTensors(data, order.batchAt(step), at);
      const watch = watched ? { watch: watchOutputs({ step, x: batch.x, params }) } : {};
      const { backward } = forwardLoss(network, params, batch, { mode: "train", streams, step, ...watch });
      updateParams(optimizer, { params, grads: backward().grads, state: {} }, { step, lr });
    });
  }
  /** Seconds of a step of one turn. */
  function timed(watched: boolean): number {
    const begin = performance.now();
    for (let i = 0; i < turn; i++) take(watched);
    return (performance.now() - begin) / 1000 / turn;
  }
  // warms up, too
  const begin = performance.now();
  for (let i = 0; i < 20 * turn; i++) take(i % 2 === 0);
  const turns = Math.max(1, Math.round((seconds * 20 * 1000) / (performance.now() - begin) / 2));
  const report: Record<"above" | "below", number[]> = { above: [], below: [] };
  for (let round = 0; round < rounds; round++) {
    const sum = { above: 0, below: 0 };
    for (let i = 0; i < turns; i++) {
      // each is the first one every other time
      for (const watched of i % 2 === 0 ? [true, false] : [false, true]) {
        sum[watched ? "above" : "below"] += timed(watched) / turns;
      }
    }
    report.above.push(sum.above);
    report.below.push(sum.below);
  }
  return { description: engine.description, steps: turns * turn, ...report };
}
