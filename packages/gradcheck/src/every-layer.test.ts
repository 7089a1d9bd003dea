import { expect, test } from "vitest";
import { everyLayerNetwork, everything } from "../tests/every-layer-networks.js";
import { jointOptions, layerOptions, lossOptions } from "../tests/every-layer-options.js";
import { falseAlarms } from "../tests/false-alarms.js";

test("every registered layer, block, joint and loss is drawn", () => {
  const { layers, blocks, joints, losses } = everything;
  // Embedding stands after inputs of indices, and nowhere else
  expect([...Object.keys(layerOptions), "Embedding"].sort()).toEqual(
    [...layers.keys(), ...blocks.keys()].sort(),
  );
  expect(Object.keys(jointOptions).sort()).toEqual([...joints.keys()].sort());
  expect(Object.keys(lossOptions).sort()).toEqual([...losses.keys()].sort());
});

test.each([
  { mode: "fast", networks: 12 },
  { mode: "exhaustive", networks: 3 },
] as const)(
  "$networks right networks of the layers of all packages give no false alarm, $mode",
  ({ mode, networks }) => {
    const { alarms, tensors, proved } = falseAlarms({ mode, from: 0, to: networks, draw: everyLayerNetwork });
    expect(alarms).toEqual([]);
    expect(proved / tensors).toBeGreaterThan(0.75);
  },
);

test("seeds that once gave an alarm give none", () => {
  // InstanceNorm of two numbers, and a carried state in front of a normalization of one
  for (const from of [100_406, 101_863]) {
    const { alarms } = falseAlarms({ mode: "fast", from, to: from + 1, draw: everyLayerNetwork });
    expect(alarms).toEqual([]);
  }
});
