import { type RandomStreams, RetrogradError } from "@retrograd/core";

/** How minibatches are drawn from the samples. */
export type Sampling = "shuffle" | "with-replacement" | "sequential";

/** What an order of minibatches depends on. */
export interface BatchOrderOptions {
  readonly sampling: Sampling;
  /** Number of samples to draw from. */
  readonly samples: number;
  /** Samples in a batch. */
  readonly batch: number;
  readonly streams: RandomStreams;
}

/** Which samples each training step sees. */
export interface BatchOrder {
  /** Steps until every sample was seen once (on average, with replacement): samples / batch, rounded up. */
  readonly stepsPerEpoch: number;
  /** Indices of the samples of a step, counted from 1.
   *  @throws RetrogradError E_OPTION when step is not a whole number >= 1 */
  batchAt(step: number): Int32Array;
}

/** The order of minibatches.
 *  - shuffle: each epoch, from 0, is the permutation of stream ("data/shuffle", epoch), cut into batches.
 *  - with-replacement: each step draws from its own stream ("data/with-replacement", step).
 *  - sequential: the samples as they stand, again and again.
 *  The last batch of an epoch of shuffle and sequential may be smaller; an epoch always sees every sample once.
 *  With Philox streams a batch is a pure function of its step, in any order. With `numpyStreams` all draws share one
 *  generator: ask for steps 1, 2, 3, ... each once, in order.
 *  @throws RetrogradError E_OPTION when samples or batch is not a whole number >= 1, or the sampling is unknown */
export function batchOrder(options: BatchOrderOptions): BatchOrder {
  const { sampling, samples, batch, streams } = options;
  checkCount("samples", samples);
  checkCount("batch", batch);
  const stepsPerEpoch = Math.ceil(samples / batch);
  const indicesAt = drawing(options);
  return {
    stepsPerEpoch,
    batchAt(step) {
      checkCount("step", step);
      if (sampling === "with-replacement") {
        return streams.stream("data/with-replacement", step).integers(samples, batch);
      }
      const epoch = Math.floor((step - 1) / stepsPerEpoch);
      const begin = ((step - 1) % stepsPerEpoch) * batch;
      return indicesAt(epoch).slice(begin, begin + batch);
    },
  };
}

/** The samples of an epoch in order; the last epoch asked for is remembered. */
function drawing({ sampling, samples, streams }: BatchOrderOptions): (epoch: number) => Int32Array {
  switch (sampling) {
    case "with-replacement":
    case "sequential": {
      const order = Int32Array.from({ length: samples }, (_, index) => index);
      return () => order;
    }
    case "shuffle": {
      let last: { readonly epoch: number; readonly order: Int32Array } | undefined;
      return (epoch) => {
        if (last?.epoch !== epoch) {
          last = { epoch, order: streams.stream("data/shuffle", epoch).permutation(samples) };
        }
        return last.order;
      };
    }
    default:
      throw new RetrogradError(
        "E_OPTION",
        `"sampling" must be "shuffle" or "with-replacement" or "sequential", got ${String(sampling)}`,
      );
  }
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RetrogradError("E_OPTION", `"${name}" must be a whole number >= 1, got ${value}`);
  }
}
