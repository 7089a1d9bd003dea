import { rowCount, scope } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import {
  forwardLoss,
  type Network,
  type NetworkParams,
  type RunContext,
  type Samples,
} from "@retrograd/network";
import { countCorrect } from "./metrics/correct.js";

/** How a network does on a split. */
export interface Evaluation {
  /** Mean over the samples, in the loss's unit. */
  readonly loss: number;
  /** Fraction predicted right, from 0 to 1; absent for a regression. */
  readonly accuracy?: number;
}

// Samples in one forward pass: enough to keep the kernels busy, few enough to stay in the cache.
const chunk = 1000;

/** Runs the network over all samples in mode "eval". The mean does not depend on how samples are cut into passes,
 *  but for rounding. */
export function evaluate(network: Network, params: NetworkParams, samples: Samples): Evaluation {
  const passes = evaluateInPasses(network, params, samples);
  for (;;) {
    const pass = passes.next();
    if (pass.done === true) return pass.value;
  }
}

/** The same, a thousand samples at a time: yields how many are done, so that a caller may look up in between. `watch` is told
 *  each layer's output. */
export function* evaluateInPasses(
  network: Network,
  params: NetworkParams,
  samples: Samples,
  ctx: Pick<RunContext, "watch"> = {},
): Generator<number, Evaluation> {
  const { engine, dtype, input } = network;
  const count = rowCount(samples.x);
  const classes = network.loss.loss.targets === "classes";
  let loss = 0;
  let correct = 0;
  for (let begin = 0; begin < count; begin += chunk) {
    const indices = Int32Array.from({ length: Math.min(chunk, count - begin) }, (_, i) => begin + i);
    scope(engine, () => {
      const batch = batchTensors(samples, indices, { engine, dtype, inputShape: input });
      const passed = forwardLoss(network, params, batch, ctx);
      loss += passed.loss * indices.length;
      if (classes) correct += countCorrect(passed.y, batch.t);
    });
    yield begin + indices.length;
  }
  return { loss: loss / count, ...(classes ? { accuracy: correct / count } : {}) };
}
