import { expect, test } from "vitest";
import { observeStop, type StopCriterion, type StopState } from "./stop.js";

/** What ends a training whose evaluations give these values of test.loss, and at which of them. */
function end(criterion: StopCriterion, values: readonly number[], metric = "test.loss") {
  const better = metric === "test.loss" ? "lower" : "higher";
  let state: StopState = { seconds: 0, waited: 0 };
  for (const [index, value] of values.entries()) {
    const seen = observeStop(criterion, state, { [metric]: { value, better } });
    if (seen.reason !== undefined) return { at: index, reason: seen.reason };
    state = seen.state;
  }
  return undefined;
}

test.each([
  [{ metric: "test.loss", atMost: 0.5 }, [2, 1, 0.5, 0.4], { at: 2, reason: "target" }],
  [{ metric: "test.loss", atLeast: 1.5 }, [1, 1.2, 1.6], { at: 2, reason: "target" }],
  [{ metric: "test.loss", patience: 2 }, [3, 2, 2.1, 1.9, 1.9, 2], { at: 5, reason: "patience" }],
  [{ metric: "test.loss", patience: 2, minDelta: 0.15 }, [3, 2, 2.1, 1.9, 1], { at: 3, reason: "patience" }],
  [{ metric: "test.loss", patience: 9, atMost: 1 }, [3, 3, 3, 1], { at: 3, reason: "target" }],
  [{ metric: "test.loss", patience: 9 }, [3, 3, 3], undefined],
  [{ seconds: 3 }, [3, 3, 3], undefined],
] as const)("%j over the losses %j ends with %j", (criterion, values, expected) => {
  expect(end(criterion, values)).toEqual(expected);
});

test("patience waits for a higher accuracy", () => {
  const criterion = { metric: "test.accuracy", patience: 2 };
  expect(end(criterion, [0.5, 0.6, 0.7, 0.69, 0.7], "test.accuracy")).toEqual({ at: 4, reason: "patience" });
});

test("a metric that is not evaluated is refused, listing those that are", () => {
  expect(() => end({ metric: "test.accuracy", atLeast: 1 }, [1])).toThrow(
    'stop: no metric "test.accuracy" is evaluated. Known: test.loss',
  );
});
