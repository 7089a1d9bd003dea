import { expect, test } from "vitest";
import { falseAlarms } from "../tests/false-alarms.js";

test.each([
  { mode: "fast", networks: 10_000 },
  { mode: "exhaustive", networks: 1000 },
] as const)("$networks random networks that are right give no false alarm, $mode", ({ mode, networks }) => {
  // others than those of the short test
  expect(falseAlarms({ mode, from: 1000, to: 1000 + networks })).toEqual([]);
});
