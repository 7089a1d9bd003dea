import { type GeneratorState, type RandomStreams, RetrogradError, requireMembers } from "@retrograd/core";
import { requireStreams } from "@retrograd/plugin";

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

/** What an order of minibatches remembers of an epoch that it cannot draw again: plain data that survives JSON. */
export interface BatchOrderState {
  readonly epoch: number;
  /** The generator as it was before the epoch's permutation was drawn. */
  readonly drawnFrom: GeneratorState;
}

/** Which samples each training step sees. */
export interface BatchOrder {
  /** Steps until every sample was seen once (on average, with replacement): samples / batch, rounded up. */
  readonly stepsPerEpoch: number;
  /** Indices of the samples of a step, counted from 1.
   *  @throws RetrogradError E_OPTION when step is not a whole number >= 1 */
  batchAt(step: number): Int32Array;
  /** What `restore` needs to go on in the midst of an epoch; nothing where a batch is a pure function of its step. */
  state(): BatchOrderState | undefined;
  /** Goes on in the epoch of `state`; the generator that streams share is left as it is. */
  restore(state: BatchOrderState): void;
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
  requireMembers("batchOrder", "options", options, {
    expected: "{ sampling, samples, batch, streams }",
    members: {},
  });
  const { sampling, samples, batch, streams } = options;
  requireStreams("batchOrder", streams);
  checkCount("samples", samples);
  checkCount("batch", batch);
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
      const begin = ((step - 1) % stepsPerEpoch) * batch;
      return epochs.orderOf(epoch).slice(begin, begin + batch);
    },
    state: epochs.state,
    restore: epochs.restore,
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
        `"sampling" must be "shuffle" or "with-replacement" or "sequential", got ${String(sampling)}`,
      );
  }
}

/** Permutations, of which the last asked for is remembered. */
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
      const now = streams.shared?.state();
      streams.shared?.restore(state.drawnFrom);
      draw(state.epoch);
      if (now !== undefined) streams.shared?.restore(now);
    },
  };
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RetrogradError("E_OPTION", `"${name}" must be a whole number >= 1, got ${value}`);
  }
}
