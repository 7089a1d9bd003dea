import { buildNetwork } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { checkNetwork } from "../check/check-network.js";
import { forecastCheck } from "./forecast.js";

const networkOf = (layers: readonly Entry[]) =>
  buildNetwork(createRegistry(testLayers), { input: [4], layers }, { dtype: "f64" });

/** A clock that goes a millisecond each time it is looked at. */
function ticking() {
  let time = 0;
  return () => time++;
}

test("every tensor of every layer and the loss has its cost, in the order of the report", () => {
  const network = networkOf(["Product", "Cube", "HalfSquares"]);
  const { tensors, rules } = forecastCheck(network, { batch: 2 }, ticking());
  const { tensors: reported } = checkNetwork(network, { batch: 2 });
  expect(tensors).toMatchObject(reported.map(({ layer, tensor, elements }) => ({ layer, tensor, elements })));
  for (const { exhaustive, fast } of tensors) {
    expect(exhaustive).toBeGreaterThan(0);
    expect(exhaustive).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(fast).toBeGreaterThan(0);
  }
  expect(rules).toBeGreaterThan(0);
});

test("a forecast of one layer has only its tensors", () => {
  const { tensors } = forecastCheck(
    networkOf(["Product", "Cube", "HalfSquares"]),
    { layer: "Cube1" },
    ticking(),
  );
  expect(tensors.map(({ layer, tensor }) => `${layer}.${tensor}`)).toEqual(["Cube1.x"]);
});

test("tensors that are not tried have no forecast, and small ones are tried first", () => {
  const network = networkOf(["Product", "Cube", "HalfSquares"]);
  const untried = forecastCheck(network, { trying: 0 }, ticking());
  expect(untried.tensors.map(({ exhaustive }) => exhaustive)).toEqual(
    Array(4).fill(Number.POSITIVE_INFINITY),
  );
  // Product1.W has 16, all others 12
  const some = forecastCheck(network, { trying: 0.004 }, ticking());
  const tried = some.tensors.filter(({ exhaustive }) => exhaustive < Number.POSITIVE_INFINITY);
  expect(tried.length).toBeGreaterThan(0);
  expect(tried.map(({ elements }) => elements)).toEqual(tried.map(() => 12));
});

test("twice as many elements take about twice as many ticks", () => {
  // each tensor is tried for the same number of ticks
  const [small, large] = [64, 128].map((batch) => {
    const { tensors } = forecastCheck(networkOf(["Cube", "HalfSquares"]), { batch }, ticking());
    return tensors[0].exhaustive;
  });
  expect(large / small).toBeGreaterThan(1.5);
  expect(large / small).toBeLessThan(2.5);
});

test("the forecast does not report wrong layers and does not change the report of the check", () => {
  const wrong = ["Product", "WrongCube", "Flipped", "HalfSquares"];
  const network = networkOf(wrong);
  forecastCheck(network, {}, ticking());
  expect(checkNetwork(network)).toEqual(checkNetwork(networkOf(wrong)));
});
