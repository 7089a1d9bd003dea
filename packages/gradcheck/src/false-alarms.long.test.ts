import { expect, test } from "vitest";
import { everyLayerNetwork } from "../tests/every-layer-networks.js";
import { falseAlarms } from "../tests/false-alarms.js";
import { graphNetwork } from "../tests/graph-networks.js";

// others than those of the short test
const from = 100_000;

test.for([
  { mode: "fast", from, to: from + 10_000 },
  { mode: "exhaustive", from, to: from + 10_000 },
  { mode: "fast", from, to: from + 2_000, draw: graphNetwork },
  { mode: "exhaustive", from, to: from + 500, draw: graphNetwork },
  { mode: "fast", from, to: from + 10_000, draw: everyLayerNetwork },
  { mode: "exhaustive", from, to: from + 1_000, draw: everyLayerNetwork },
] as const)(
  "no false alarm for the right networks of seeds $from to $to, $mode, every tensor counted",
  async (range, { annotate }) => {
    const { alarms, tensors, proved, nothing } = falseAlarms(range);
    await annotate(
      `${tensors} tensors: ${proved} proved, ${nothing} without a gradient to be seen, ${alarms.length} alarms`,
    );
    expect(alarms).toEqual([]);
    expect(proved + nothing).toBe(tensors);
    expect(proved / tensors).toBeGreaterThan(0.75);
  },
);
