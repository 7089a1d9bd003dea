import { broadcastOthers, multiply, reverse, sumAxis, type Tensor } from "@retrograd/core";
import { createRegistry, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { anything } from "@retrograd/testing";
import { expect, test } from "vitest";
import { mappedTensor } from "../network/copy.js";
import { conformance } from "./conformance.js";

const [time, width] = [4, 2];

interface Pass {
  readonly y: Tensor;
  dx(dy: Tensor): Tensor;
}

/** A layer of sequences. forward: x and its mask -> y and its dx */
function sequenceLayer(
  mask: "keeps" | "reads" | "ends" | undefined,
  forward: (x: Tensor, mask: Tensor | undefined) => Pass,
): LayerDefinition {
  const layer: Layer = {
    type: "Steps",
    outShape: mask === "ends" ? [width] : [time, width],
    paramShapes: {},
    ...(mask && { mask }),
    init: () => ({}),
    forward(_params, x, ctx) {
      const { y, dx } = forward(x, ctx.mask);
      return { y, backward: (dy) => ({ dx: dx(dy), grads: {} }) };
    },
  };
  return { type: "Steps", summary: "A layer of sequences.", options: anything, create: () => layer };
}

/** x with zeros in padded steps. */
const counted = (x: Tensor, mask: Tensor | undefined) =>
  mask === undefined ? x : broadcastOthers(multiply, x, mask, 2);

/** The sum of all steps. */
const sumOfSteps = (x: Tensor): Pass => ({
  y: sumAxis(x, 1),
  dx: (dy) =>
    broadcastOthers(
      multiply,
      mappedTensor(x, () => 1),
      dy,
      1,
    ),
});

const reversed = (x: Tensor): Pass => ({ y: reverse(x, 1), dx: (dy) => reverse(dy, 1) });

/** Errors of the checks that a layer fails. */
function errorsOf(layer: LayerDefinition): readonly string[] {
  return conformance(layer, createRegistry(), [{ input: [time, width] }]).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name.replace(/^.*: /, "")} | ${error instanceof Error ? error.message : error}`];
    }
  });
}

test.each([
  ["leaves padded steps as they are", sequenceLayer("keeps", (x) => ({ y: x, dx: (dy) => dy }))],
  [
    "sums the steps that count",
    sequenceLayer("ends", (x, mask) => {
      const { y, dx } = sumOfSteps(counted(x, mask));
      return { y, dx: (dy) => counted(dx(dy), mask) };
    }),
  ],
  ["takes no padding", sequenceLayer(undefined, reversed)],
])("a layer passes that %s", (_what, layer) => {
  expect(errorsOf(layer)).toEqual([]);
});

test.each([
  ["reverses all steps", sequenceLayer("keeps", reversed)],
  ["reverses all steps, although it receives the mask", sequenceLayer("reads", reversed)],
  ["sums all steps", sequenceLayer("ends", sumOfSteps)],
])("a layer fails whose padded steps leak into others: it %s", (_what, layer) => {
  expect(errorsOf(layer)).toEqual([
    "padded steps change nothing else | Steps: what stands in padded steps changes y: leave out the steps whose ctx.mask is 0",
  ]);
});
