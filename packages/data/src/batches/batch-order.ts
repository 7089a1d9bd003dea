import { type GeneratorState, type RandomStreams, RetrogradError, requireMembers } from "@retrograd/core";
import { requireStreams } from "@retrograd/plugin";
import { sampleStreams } from "./sample-streams.js";

/** How minibatches are drawn from the samples. */
export type Sampling = "shuffle" | "with-replacement" | "sequential" | "streams";

/** Options of `batchOrder`. */
export interface BatchOrderOptions {
  readonly sampling: Sampling;
  /** Number of samples to draw from. */
  readonly samples: number;
  /** Samples in a batch. */
  readonly batch: number;
  readonly streams: RandomStreams;
}

/** The state of an order of minibatches within an epoch that it cannot draw again, as JSON data. */
export interface BatchOrderState {
  readonly epoch: number;
  /** State of the generator before it drew the permutation of the epoch. */
  readonly drawnFrom: GeneratorState;
}

/** The samples of each training step. */
export interface BatchOrder {
  /** Steps in an epoch, in which every sample is used once (on average, with replacement): samples / batch, rounded up. */
  readonly stepsPerEpoch: number;
  /** Number of streams, at least that of the rows of a step. Row r of a step continues row r of the step before, except at the
   *  start of an epoch. Default: the rows of a step are unrelated to those of the step before. */
  readonly streams?: number;
  /** Indices of the samples of a step. The first step is 1.
   *  @throws RetrogradError E_OPTION when step is not a whole number >= 1 */
  batchAt(step: number): Int32Array;
  /** The state from which `restore` continues within an epoch; undefined if a batch is a pure function of its step. */
  state(): BatchOrderState | undefined;
  /** Continues in the epoch of `state`. Does not move the generator that the streams share. */
  restore(state: BatchOrderState): void;
}

/** The order of minibatches.
 *  - shuffle: each epoch, from 0, is the permutation of stream ("data/shuffle", epoch), cut into batches.
 *  - with-replacement: each step draws from its own stream ("data/with-replacement", step).
 *  - sequential: the samples in the order of the data, again in each epoch.
 *  - streams: the samples in the order of the data, cut into as many streams as a batch has rows, see `sampleStreams`. Row r
 *    of each step is the next sample of stream r, again in each epoch.
 *  The last batch of an epoch may be smaller except with replacement, so that an epoch uses every sample once.
 *  With Philox streams a batch is a pure function of its step, in any order. With `numpyStreams` all draws share one
 *  generator: call `batchAt` with 1, 2, 3, ..., once each and in this order.
 *  @throws RetrogradError E_OPTION when samples or batch is not a whole number >= 1, or the sampling is unknown */
export function batchOrder(options: BatchOrderOptions): BatchOrder {
  requireMembers("batchOrder", "options", options, {
    expected: "{ sampling, samples, batch, streams }",
    members: {},
  });
  const { sampling, samples, batch, streams } = options;
  requireStreams("batchOrder", streams);
  checkCount("samples", samples);
  checkCount("batch", batch);
  if (sampling === "streams") return streamOrder(samples, batch);
  const stepsPerEpoch = Math.ceil(samples / batch);
  const epochs = epochsOf(options);
  return {
    stepsPerEpoch,
    batchAt(step) {
      checkCount("step", step);
      if (sampling === "with-replacement") {
        return streams.stream("data/with-replacement", step).integers(samples, batch);
      }
      const epoch = Math.floor((step - 1) / stepsPerEpoch);
      const start = ((step - 1) % stepsPerEpoch) * batch;
      return epochs.orderOf(epoch).slice(start, start + batch);
    },
    state: epochs.state,
    restore: epochs.restore,
  };
}

function streamOrder(samples: number, batch: number): BatchOrder {
  const { steps, rowsAt } = sampleStreams(samples, batch);
  return {
    stepsPerEpoch: steps,
    streams: batch,
    batchAt(step) {
      checkCount("step", step);
      return rowsAt((step - 1) % steps);
    },
    state: () => undefined,
    restore: () => {},
  };
}

/** The samples of each epoch in order. */
interface Epochs extends Pick<BatchOrder, "state" | "restore"> {
  orderOf(epoch: number): Int32Array;
}

function epochsOf({ sampling, samples, streams }: BatchOrderOptions): Epochs {
  switch (sampling) {
    case "with-replacement":
    case "sequential": {
      const order = Int32Array.from({ length: samples }, (_, index) => index);
      return { orderOf: () => order, state: () => undefined, restore: () => {} };
    }
    case "shuffle":
      return shuffledEpochs(samples, streams);
    default:
      throw new RetrogradError(
        "E_OPTION",
        `"sampling" must be "shuffle", "with-replacement", "sequential" or "streams", got ${String(sampling)}`,
      );
  }
}

/** Permutations. The last one is cached. */
function shuffledEpochs(samples: number, streams: RandomStreams): Epochs {
  let last: { readonly epoch: number; readonly order: Int32Array } | undefined;
  let drawnFrom: GeneratorState | undefined;
  const draw = (epoch: number) => {
    drawnFrom = streams.shared?.state();
    last = { epoch, order: streams.stream("data/shuffle", epoch).permutation(samples) };
    return last;
  };
  return {
    orderOf: (epoch) => (last?.epoch === epoch ? last : draw(epoch)).order,
    state: () =>
      last === undefined || drawnFrom === undefined ? undefined : { epoch: last.epoch, drawnFrom },
    restore(state) {
      const current = streams.shared?.state();
      streams.shared?.restore(state.drawnFrom);
      draw(state.epoch);
      if (current !== undefined) streams.shared?.restore(current);
    },
  };
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RetrogradError("E_OPTION", `"${name}" must be a whole number >= 1, got ${value}`);
  }
}
