import { expect, test } from "vitest";
import { falseAlarms } from "../tests/false-alarms.js";

test.each([
  { mode: "fast", networks: 120 },
  { mode: "exhaustive", networks: 30 },
] as const)(
  "$networks networks that are right give no false alarm, $mode, every tensor counted",
  ({ mode, networks }) => {
    const { alarms, tensors, proved } = falseAlarms({ mode, from: 0, to: networks });
    expect(alarms).toEqual([]);
    // the others have a gradient of 0, or one that no differences show
    expect(proved / tensors).toBeGreaterThan(0.75);
  },
);
