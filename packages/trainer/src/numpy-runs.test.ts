import { existsSync, readFileSync } from "node:fs";
import { numpyStreams } from "@retrograd/core";
import { prepareData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import { expect, test } from "vitest";
import { allDigits, lossesOf, registry, training, twoLayer, worstRelative } from "../tests/setup.js";

interface NumpyRuns {
  readonly iterations: number;
  readonly runs: readonly {
    readonly seed: number;
    readonly activation: string;
    readonly hidden: number;
    readonly lr: number;
    readonly batch: number;
    readonly losses: readonly number[];
  }[];
}

const fixture = new URL("../fixtures/numpy-runs.json", import.meta.url);
const { iterations, runs }: NumpyRuns = JSON.parse(readFileSync(fixture, "utf8"));

test.each(runs)(
  "rng numpy, seed $seed: $activation, $hidden units, lr $lr, batch $batch follows NumPy loss by loss to 1e-9",
  async ({ seed, activation, hidden, lr, batch, losses }) => {
    const options = training({
      input: 64,
      layers: twoLayer(hidden, activation),
      samples: await allDigits(),
      lr,
      batch,
      streams: numpyStreams(seed),
      dtype: "f64",
      sampling: "with-replacement",
    });
    const got = await lossesOf({ ...options, steps: iterations, splits: [], evaluateEvery: iterations });
    expect(worstRelative(got, losses)).toBeLessThan(1e-9);
  },
);

// A folder next to the checkout may contain all of MNIST and the losses of an independent NumPy run on it.
const shared = new URL("../../../../shared/", import.meta.url);
const book = new URL("fixtures/book-two-layer-seed0.json", shared);

test.skipIf(!existsSync(book))(
  "the book's run on MNIST, seed 0: every loss of the first 1,000 to 1e-9 (skipped where ../shared is absent)",
  async () => {
    const { losses, firstIdx } = JSON.parse(readFileSync(book, "utf8"));
    const mnist = registry.datasets.get("mnist");
    if (mnist === undefined) throw new Error("mnist is not registered");
    const files = nodeDataFiles({ base: ".", dataDirectory: new URL("data", shared).pathname });
    const data = prepareData(await mnist.load({}, files), { scale: "unit" });
    const options = training({
      input: 784,
      layers: twoLayer(50),
      samples: data.train,
      lr: 0.1,
      batch: 100,
      streams: numpyStreams(0),
      dtype: "f64",
      sampling: "with-replacement",
    });
    const drawn: number[][] = [];
    const order = {
      ...options.order,
      batchAt(step: number) {
        const indices = options.order.batchAt(step);
        if (step <= 5) drawn.push([...indices.slice(0, 10)]);
        return indices;
      },
    };
    const got = await lossesOf({ ...options, order, steps: 1000, splits: [], evaluateEvery: 1000 });
    expect(drawn).toEqual(firstIdx);
    expect(worstRelative(got, losses)).toBeLessThan(1e-9);
  },
);
