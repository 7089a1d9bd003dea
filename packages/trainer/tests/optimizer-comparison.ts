import { createPortableEngine, philoxStreams, scope } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import { forwardLoss } from "@retrograd/network";
import type { Entry, SampleSet } from "@retrograd/plugin";
import { evaluate } from "../src/evaluate.js";
import { makeOptimizer } from "../src/optimizers/make-optimizer.js";
import { train } from "../src/train.js";
import { registry, training } from "./setup.js";

/** Losses of one training of the book's comparison of optimizers. */
export interface ComparedLosses {
  /** Of the last batch, after its update, as the book prints it; and before, as rows of metrics.jsonl have it. */
  readonly last: number;
  readonly lastBefore: number;
  /** Means of those over the last 100 steps. */
  readonly smooth: number;
  readonly smoothBefore: number;
  /** Over the whole training set at the end. */
  readonly train: number;
}

/** The optimizers with the options of the book's program. */
export const bookOptimizers: Readonly<Record<string, Entry>> = {
  AdaGrad: { AdaGrad: { lr: 0.01, eps: 1e-7 } },
  Adam: { Adam: { lr: 0.001, eps: 1e-7, formula: "book" } },
  Momentum: { Momentum: { lr: 0.01, formula: "book" } },
  SGD: { SGD: 0.01 },
};

const hidden: readonly Entry[] = [{ Affine: { units: 100, init: "He" } }, "Relu"];
const layers = [
  ...hidden,
  ...hidden,
  ...hidden,
  ...hidden,
  { Affine: { units: 10, init: "He" } },
  "SoftmaxWithLoss",
];

/** Trains as chapter 6.1.8 of "Deep Learning from Scratch": five layers, 2,000 steps, batches of 128 with replacement. */
export async function compareOptimizer(
  entry: Entry,
  samples: SampleSet,
  seed: number,
): Promise<ComparedLosses> {
  const engine = createPortableEngine();
  const streams = philoxStreams(seed);
  const setting = { input: 784, layers, samples, lr: 0.01, batch: 128, engine, streams };
  const options = training({ ...setting, sampling: "with-replacement" });
  const { network, params } = options;
  let drawn = new Int32Array(0);
  const order = {
    ...options.order,
    batchAt(step: number) {
      drawn = Int32Array.from(options.order.batchAt(step));
      return drawn;
    },
  };
  const losses: { readonly before: number; readonly after: number }[] = [];
  const optimizer = makeOptimizer(registry, entry);
  for await (const event of train({ ...options, order, optimizer, steps: 2000, splits: [] })) {
    if (event.type !== "step") continue;
    const after = scope(engine, () => {
      const batch = batchTensors(samples, drawn, { engine, dtype: network.dtype, inputShape: network.input });
      return forwardLoss(network, params, batch).loss;
    });
    losses.push({ before: event.loss, after });
  }
  const end = losses.slice(-100);
  const mean = (key: "before" | "after") => end.reduce((sum, loss) => sum + loss[key], 0) / end.length;
  const { before: lastBefore = Number.NaN, after: last = Number.NaN } = losses.at(-1) ?? {};
  return {
    last,
    lastBefore,
    smooth: mean("after"),
    smoothBefore: mean("before"),
    train: evaluate(network, params, samples, { metrics: [] }).numbers.loss,
  };
}
