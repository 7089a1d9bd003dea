import type { RandomStreams } from "@retrograd/core";
import type { SampleSet } from "@retrograd/plugin";
import type { BatchOrder } from "./batch-order.js";
import { type Batch, type BatchTensorsOptions, batchTensors } from "./batch-tensors.js";

/** What the minibatches of a training are made of. */
export interface BatchReaderOptions extends BatchTensorsOptions {
  readonly order: BatchOrder;
  /** The streams that `order` draws from. */
  readonly streams: RandomStreams;
}

/** Reads the minibatch of a step, counted from 1. While that step is taken, the next minibatch of samples that are stored is
 *  read already. With `numpyStreams` it is not: drawing it early would move the one generator that all draws share. */
export function batchReader(samples: SampleSet, options: BatchReaderOptions): (step: number) => Batch {
  const { order, streams } = options;
  const ahead = streams.shared === undefined && "read" in samples ? samples.prefetch : undefined;
  return (step) => {
    const batch = batchTensors(samples, order.batchAt(step), options);
    ahead?.(order.batchAt(step + 1));
    return batch;
  };
}
