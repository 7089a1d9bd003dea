import { createReferenceEngine, numpyStreams, philoxStreams, type RandomStreams } from "@retrograd/core";
import type { StoredSamples } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { batchOrder, type Sampling } from "./batch-order.js";
import { batchReader } from "./batch-reader.js";

/** Ten samples, sample i holds i and is of class i; `log` receives each request. */
function stored(log: string[]): StoredSamples {
  const x = { shape: [1] };
  const t = { shape: [] };
  return {
    count: 10,
    x,
    t,
    read(indices) {
      log.push(`read ${Array.from(indices)}`);
      const values = Float64Array.from(indices);
      return { x: { ...x, values }, t: { ...t, values } };
    },
    prefetch: (indices) => void log.push(`prefetch ${Array.from(indices)}`),
  };
}

function reading(streams: RandomStreams, sampling: Sampling = "sequential") {
  const log: string[] = [];
  const order = batchOrder({ sampling, samples: 10, batch: 4, streams });
  const engine = createReferenceEngine();
  return { log, order, batchAt: batchReader(stored(log), { order, streams, engine, dtype: "f64" }) };
}

test("while a step is taken, the next minibatch is read, over the end of an epoch too", () => {
  const { log, batchAt } = reading(philoxStreams(0));
  expect([...batchAt(3).t.data]).toEqual([8, 9]);
  expect(log).toEqual(["read 8,9", "prefetch 0,1,2,3"]);
});

test("what is read ahead is what is asked for next, however it is drawn", () => {
  for (const sampling of ["shuffle", "with-replacement", "sequential"] as const) {
    const { log, batchAt } = reading(philoxStreams(7), sampling);
    for (let step = 1; step <= 9; step++) batchAt(step);
    const [reads, ahead] = ["read", "prefetch"].map((verb) =>
      log.filter((one) => one.startsWith(verb)).map((one) => one.slice(verb.length)),
    );
    expect(ahead?.slice(0, -1)).toEqual(reads?.slice(1));
  }
});

test("with one generator for all draws nothing is drawn early", () => {
  const { log, batchAt, order } = reading(numpyStreams(0), "shuffle");
  const [first, second] = [batchAt(1), batchAt(2)];
  expect(log).toHaveLength(2);
  expect(log.join()).not.toContain("prefetch");
  const again = batchOrder({ sampling: "shuffle", samples: 10, batch: 4, streams: numpyStreams(0) });
  for (const batch of [first, second]) expect(batch.t.data).toHaveLength(4);
  expect([...first.t.data]).toEqual([...again.batchAt(1)]);
  expect(order.state()?.epoch).toBe(0);
});
