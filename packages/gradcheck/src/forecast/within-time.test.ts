import { expect, test } from "vitest";
import type { Forecast } from "./forecast.js";
import { planWithin, secondsIn } from "./within-time.js";

const cost = (name: string, exhaustive: number, fast: number) => {
  const [layer = "", tensor = ""] = name.split(".");
  return { layer, tensor, elements: 100, exhaustive, fast };
};
const forecast: Forecast = {
  rules: 1,
  tensors: [cost("A.x", 4, 1), cost("A.W", 40, 1), cost("A.b", 0.5, 1), cost("B.x", 8, 1)],
};

test("what a mode takes is the rules and every tensor", () => {
  expect(secondsIn("fast", forecast)).toBe(5);
  expect(secondsIn("exhaustive", forecast)).toBe(53.5);
});

test.each<[number, readonly string[] | undefined, number?]>([
  // four fifths of the time are planned: 1 for the rules, 3.5 for the least of each tensor
  [5, undefined],
  [6, ["A.x", "A.W", "B.x"], 4.5],
  [10, ["A.W", "B.x"], 7.5],
  [20, ["A.W"], 14.5],
  [67, [], 53.5],
  [1000, [], 53.5],
])("in %d seconds, the dearest tensors go along directions: %j", (seconds, expected, total) => {
  const plan = planWithin(forecast, seconds);
  expect(plan?.fast.map(({ layer, tensor }) => `${layer}.${tensor}`)).toEqual(expected);
  expect(plan?.seconds).toBe(total);
  const modes = forecast.tensors.map(({ layer, tensor }) => plan?.modeOf(layer, tensor));
  expect(modes.filter((mode) => mode === "fast")).toHaveLength(expected?.length ?? 0);
});

test("a tensor that was not tried element by element goes along directions, however much time there is", () => {
  const untried = { rules: 1, tensors: [cost("A.W", Number.POSITIVE_INFINITY, 2)] };
  expect(planWithin(untried, 1e9)).toMatchObject({ seconds: 3, fast: [{ layer: "A" }] });
});
