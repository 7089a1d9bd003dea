import { createPortableEngine, philoxStreams, scope, tensor, zeros } from "@retrograd/core";
import { expect, test } from "vitest";
import { elementwise } from "../../tests/layers.js";
import { branchesOf } from "./layer-call.js";

test("sides of kinks that are a view of a tensor outlive its scope", () => {
  const engine = createPortableEngine();
  const x = zeros([1, 4], { engine });
  const layer = elementwise(
    "Identity",
    (v) => v,
    () => 1,
  );
  const setup = { id: "Pool1", layer, params: {}, x, streams: philoxStreams(0) };
  const sides = scope(engine, () => {
    const indices = tensor([3, 1], [2], { engine });
    return branchesOf(setup, { y: x, branches: () => indices.data, backward: () => ({ grads: {} }) });
  });
  // the engine gives the memory of the scope to the next one
  scope(engine, () => tensor([7, 7, 7, 7], [4], { engine }));
  expect(sides.map((each) => Array.from(each))).toEqual([[3, 1]]);
});
