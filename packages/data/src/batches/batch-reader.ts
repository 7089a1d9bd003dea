import type { RandomStreams } from "@retrograd/core";
import type { SampleSet } from "@retrograd/plugin";
import type { BatchOrder } from "./batch-order.js";
import { type Batch, type BatchTensorsOptions, batchTensors } from "./batch-tensors.js";

/** Options of `batchReader`. */
export interface BatchReaderOptions extends BatchTensorsOptions {
  readonly order: BatchOrder;
  /** The streams that `order` draws from. */
  readonly streams: RandomStreams;
}

/** A function that reads the minibatch of a step. The first step is 1. For stored samples, the next minibatch is prefetched
 *  during a step, but not with `numpyStreams`: drawing it early would move the generator that all draws share. */
export function batchReader(samples: SampleSet, options: BatchReaderOptions): (step: number) => Batch {
  const { order, streams } = options;
  const prefetch = streams.shared === undefined && "read" in samples ? samples.prefetch : undefined;
  return (step) => {
    const batch = batchTensors(samples, order.batchAt(step), options);
    prefetch?.(order.batchAt(step + 1));
    return batch;
  };
}
