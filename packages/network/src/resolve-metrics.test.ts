import { tensor } from "@retrograd/core";
import { createRegistry, definePlugin, type Loss, type MetricDefinition } from "@retrograd/plugin";
import { tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { makeMetrics, measuresOf, resolveMetrics } from "./index.js";

const noOptions: MetricDefinition["options"] = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
};

/** A metric that counts samples, or fails in the given way. */
function counting(type: string, name: string, more: Partial<MetricDefinition> = {}): MetricDefinition {
  return {
    type,
    summary: "Counts samples.",
    options: noOptions,
    targets: "values",
    create: () => ({
      name,
      better: "lower",
      start() {
        let count = 0;
        return {
          add(y) {
            if (type === "Broken") throw new TypeError("no such thing");
            count += y.shape[0] ?? 0;
          },
          result: () => ({ value: count }),
        };
      },
    }),
    ...more,
  };
}

const registry = createRegistry(
  tiny,
  definePlugin({
    name: "counting",
    metrics: [
      counting("Default", "byDefault", { byDefault: true }),
      counting("OfClasses", "ofClasses", { byDefault: true, targets: "classes" }),
      counting("Other", "other"),
      counting("Broken", "broken"),
      counting("TakesALoss", "loss"),
      counting("TakesAStep", "step"),
      counting("Spaced", "two words"),
    ],
  }),
);
const { definition, options } = { definition: registry.losses.get("HalfSquares"), options: {} };
const loss = definition?.create(options, [2], {
  engine: tensor([0], [1]).engine,
  dtype: "f32",
  initializer: () => () => new Float64Array(),
}) as Loss;

describe("metrics of a loss of values", () => {
  test("are the default ones, or exactly the listed ones", () => {
    const namesOf = (entries?: readonly string[]) =>
      makeMetrics(registry, entries, loss).map(({ name }) => name);
    expect(namesOf()).toEqual(["byDefault"]);
    expect(namesOf([])).toEqual([]);
    expect(namesOf(["Other", "Default"])).toEqual(["other", "byDefault"]);
  });

  test("are measured after the loss", () => {
    expect(measuresOf(makeMetrics(registry, ["Other"], loss))).toEqual([
      { name: "loss", better: "lower" },
      { name: "other", better: "lower" },
    ]);
  });

  test.each([
    [["OfClasses"], "OfClasses measures classes, but HalfSquares learns values"],
    [["Other", "Other"], "other is listed twice: remove one of them"],
  ])("%j: %s", (entries, message) => {
    const { issues } = resolveMetrics(registry, entries, loss, ["metrics"]);
    expect(issues).toMatchObject([{ code: "RG2011", path: ["metrics", entries.length - 1], message }]);
    expect(() => makeMetrics(registry, entries, loss)).toThrow(message);
  });
});

describe("a metric of a package", () => {
  test.each(["TakesALoss", "TakesAStep", "Spaced"])(
    "%s is refused for a name that cannot be a key of results",
    (type) => {
      expect(() => makeMetrics(registry, [type], loss)).toThrow(
        `${type} of counting: the name of a metric must be a letter followed by letters and digits`,
      );
    },
  );

  test("that throws is named in the error", () => {
    const tally = makeMetrics(registry, ["Broken"], loss)[0]?.start();
    const y = tensor([1, 2], [1, 2]);
    expect(() => tally?.add(y, y)).toThrow("Broken of counting: its code threw TypeError: no such thing");
  });
});
