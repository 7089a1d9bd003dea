import { philoxStreams, rowCount, sameShape } from "@retrograd/core";
import type { Dataset, Samples } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { optionError } from "./option-error.js";
import { takeSamples } from "./take-rows.js";

/** Samples to learn from and samples to judge by. */
export interface Split {
  readonly train: Samples;
  readonly test: Samples;
}

/** The split that the data were published with, or one made by holding out the fraction `test` of the samples.
 *  Which ones is the data's own property, not the run's: a fixed permutation (Philox, seed 0, stream "data/split"),
 *  of which the first are the test samples.
 *  @throws RetrogradError E_OPTION when a side would be empty, E_DATA_FORMAT when the data set contradicts itself */
export function splitSamples({ name, samples }: Dataset, test: number): Split {
  if (!("all" in samples)) {
    const { train, test: published } = samples;
    countSamples(train, name);
    countSamples(published, name);
    if (!sameShape(train.x.shape, published.x.shape) || !sameShape(train.t.shape, published.t.shape)) {
      throw formatError(name, "the training and the test samples have different shapes");
    }
    return { train, test: published };
  }
  if (!(test > 0 && test < 1)) {
    throw optionError("test", `"test" must be a fraction between 0 and 1, got ${test}`);
  }
  const count = countSamples(samples.all, name);
  const held = Math.round(count * test);
  if (held === 0 || held === count) {
    throw optionError(
      "test",
      `"test" must leave samples on both sides: ${test} of the ${count} samples of ${name} are ${held}`,
    );
  }
  const order = philoxStreams(0).stream("data/split").permutation(count);
  return {
    train: takeSamples(samples.all, order.subarray(held)),
    test: takeSamples(samples.all, order.subarray(0, held)),
  };
}

function countSamples({ x, t }: Samples, name: string): number {
  const [inputs, targets] = [rowCount(x), rowCount(t)];
  if (inputs !== targets || inputs === 0 || !Number.isInteger(inputs)) {
    throw formatError(
      name,
      `must have a target for every input, got ${inputs} inputs and ${targets} targets`,
    );
  }
  return inputs;
}
