import { numpyStreams, philoxStreams } from "@retrograd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOrder, type Sampling } from "./batch-order.js";

const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const sizes = { samples: fc.integer({ min: 1, max: 60 }), batch: fc.integer({ min: 1, max: 70 }) };

/** All indices of an epoch, from 0. */
function epochOf(order: ReturnType<typeof batchOrder>, epoch: number): number[] {
  return upTo(order.stepsPerEpoch).flatMap((step) => [
    ...order.batchAt(epoch * order.stepsPerEpoch + step + 1),
  ]);
}

test("each epoch of shuffle and sequential sees every sample once, whatever the sizes", () => {
  fc.assert(
    fc.property(
      fc.record({
        ...sizes,
        sampling: fc.constantFrom<Sampling>("shuffle", "sequential"),
        seed: fc.nat(),
        epoch: fc.nat({ max: 3 }),
      }),
      ({ samples, batch, sampling, seed, epoch }) => {
        const order = batchOrder({ sampling, samples, batch, streams: philoxStreams(seed) });
        const seen = epochOf(order, epoch);
        expect(sorted(seen)).toEqual(upTo(samples));
        if (sampling === "sequential") expect(seen).toEqual(upTo(samples));
      },
    ),
  );
});

test("batches are full but for an epoch's last, and with replacement always", () => {
  fc.assert(
    fc.property(
      fc.record({
        ...sizes,
        sampling: fc.constantFrom<Sampling>("shuffle", "sequential", "with-replacement"),
        step: fc.integer({ min: 1, max: 200 }),
      }),
      ({ samples, batch, sampling, step }) => {
        const order = batchOrder({ sampling, samples, batch, streams: philoxStreams(1) });
        const indices = order.batchAt(step);
        const last = step % order.stepsPerEpoch === 0;
        const rest = samples - (order.stepsPerEpoch - 1) * batch;
        expect(indices).toHaveLength(last && sampling !== "with-replacement" ? rest : batch);
        expect(indices.every((index) => index >= 0 && index < samples)).toBe(true);
      },
    ),
  );
});

test("with Philox a batch depends only on its step, in any order of calls", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Sampling>("shuffle", "sequential", "with-replacement"),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      (sampling, steps) => {
        const make = () => batchOrder({ sampling, samples: 17, batch: 5, streams: philoxStreams(3) });
        const order = make();
        for (const step of steps) expect(order.batchAt(step)).toEqual(make().batchAt(step));
      },
    ),
  );
});

test("epochs are shuffled differently, and seeds too", () => {
  const make = (seed: number) =>
    batchOrder({ sampling: "shuffle", samples: 50, batch: 50, streams: philoxStreams(seed) });
  expect(make(0).batchAt(1)).not.toEqual(make(0).batchAt(2));
  expect(make(0).batchAt(1)).not.toEqual(make(1).batchAt(1));
});

test("a caller that writes into a batch does not change other batches", () => {
  const order = batchOrder({ sampling: "sequential", samples: 4, batch: 2, streams: philoxStreams(0) });
  order.batchAt(1).fill(9);
  expect(order.batchAt(1)).toEqual(Int32Array.of(0, 1));
});

test.each([
  [60000, 100, 600],
  [60000, 128, 469],
  [10, 3, 4],
  [3, 10, 1],
])("%i samples in batches of %i are %i steps", (samples, batch, steps) => {
  for (const sampling of ["shuffle", "with-replacement", "sequential"] as const) {
    expect(batchOrder({ sampling, samples, batch, streams: philoxStreams(0) }).stepsPerEpoch).toBe(steps);
  }
});

test("with NumPy's generator the batches are those of the book's script", () => {
  const streams = numpyStreams(0);
  // the script draws W1 and W2 first: 0.01 * randn(784, 50), 0.01 * randn(50, 10)
  const rng = streams.stream("init/Affine1");
  for (let i = 0; i < 784 * 50 + 50 * 10; i++) rng.normal();
  const order = batchOrder({ sampling: "with-replacement", samples: 60000, batch: 100, streams });
  // numpy 1.24: the first ten of np.random.choice(60000, 100) in the first five iterations, RandomState(0)
  const expected = [
    [39900, 54078, 52289, 14774, 17976, 1681, 7717, 6530, 29161, 21866],
    [49495, 31441, 5483, 566, 18921, 40982, 2512, 13232, 21345, 58035],
    [35308, 2789, 10767, 29190, 51238, 20661, 12143, 39384, 54326, 6098],
    [51311, 42502, 26582, 46397, 34331, 20109, 28659, 32456, 17291, 37586],
    [23244, 13623, 38930, 51638, 51147, 36822, 38420, 34141, 39685, 56420],
  ];
  expect([1, 2, 3, 4, 5].map((step) => [...order.batchAt(step).subarray(0, 10)])).toEqual(expected);
});

describe("wrong sizes are refused", () => {
  const good = { sampling: "shuffle", samples: 10, batch: 2, streams: philoxStreams(0) } as const;
  test.each([0, -1, 1.5, Number.NaN, Infinity])("%d", (count) => {
    expect(() => batchOrder({ ...good, samples: count })).toThrow('"samples" must be a whole number >= 1');
    expect(() => batchOrder({ ...good, batch: count })).toThrow('"batch" must be a whole number >= 1');
    expect(() => batchOrder(good).batchAt(count)).toThrow('"step" must be a whole number >= 1');
  });
});

test("with NumPy's generator a saved state continues within an epoch, and so does the generator", () => {
  const make = () => {
    const streams = numpyStreams(5);
    return { streams, order: batchOrder({ sampling: "shuffle", samples: 20, batch: 3, streams }) };
  };
  const whole = make();
  const expected: number[][] = [];
  let saved: string | undefined;
  for (let step = 1; step <= 30; step++) {
    if (step === 12) saved = JSON.stringify([whole.order.state(), whole.streams.shared?.state()]);
    expected.push([...whole.order.batchAt(step)]);
    // a layer that draws also moves the shared generator
    whole.streams.stream("forward/Dropout1", step).normal();
  }
  const resumed = make();
  const [order, generator] = JSON.parse(saved ?? "");
  resumed.order.restore(order);
  resumed.streams.shared?.restore(generator);
  for (let step = 12; step <= 30; step++) {
    expect([...resumed.order.batchAt(step)]).toEqual(expected[step - 1]);
    resumed.streams.stream("forward/Dropout1", step).normal();
  }
  const pure = batchOrder({ sampling: "shuffle", samples: 9, batch: 2, streams: philoxStreams(0) });
  pure.batchAt(1);
  expect(pure.state()).toBeUndefined();
});
