import { philoxStreams } from "@retrograd/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { batchOrder } from "./batch-order.js";
import { sampleStreams } from "./sample-streams.js";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test("10 samples in 4 streams, the longer ones first", () => {
  const { steps, rowsAt } = sampleStreams(10, 4);
  expect(upTo(steps).map((step) => [...rowsAt(step)])).toEqual([
    [0, 3, 6, 8],
    [1, 4, 7, 9],
    [2, 5],
  ]);
});

test("each row of a step continues its row of the step before, and an epoch sees every sample once", () => {
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(size, size, fc.nat({ max: 2 }), (samples, batch, epoch) => {
      const order = batchOrder({ sampling: "streams", samples, batch, streams: philoxStreams(0) });
      expect([order.streams, order.stepsPerEpoch]).toEqual([
        batch,
        Math.ceil(samples / Math.min(samples, batch)),
      ]);
      const steps = upTo(order.stepsPerEpoch).map((step) => [
        ...order.batchAt(epoch * order.stepsPerEpoch + step + 1),
      ]);
      for (const [index, rows] of steps.entries()) {
        const before = steps[index - 1];
        if (before === undefined) continue;
        expect(rows).toEqual(before.slice(0, rows.length).map((sample) => sample + 1));
        expect(before).toHaveLength(Math.min(samples, batch));
      }
      expect(steps.flat().sort((a, b) => a - b)).toEqual(upTo(samples));
      expect(order.state()).toBeUndefined();
    }),
  );
});
