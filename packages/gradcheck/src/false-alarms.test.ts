import { expect, test } from "vitest";
import { falseAlarms } from "../tests/false-alarms.js";

test.each([
  { mode: "fast", networks: 500 },
  { mode: "exhaustive", networks: 60 },
] as const)("$networks random networks that are right give no false alarm, $mode", ({ mode, networks }) => {
  expect(falseAlarms({ mode, from: 0, to: networks })).toEqual([]);
});
