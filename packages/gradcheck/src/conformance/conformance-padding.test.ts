import { broadcastOthers, multiply, reverse, scale, sum, sumAxis, type Tensor, zeros } from "@retrograd/core";
import { createRegistry, type Layer, type LayerDefinition, type LossDefinition } from "@retrograd/plugin";
import { anything } from "@retrograd/testing";
import { expect, test } from "vitest";
import { mappedTensor } from "../network/copy.js";
import { type ConformanceCheck, conformance } from "./conformance.js";
import { lossConformance } from "./conformance-losses.js";

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

/** The sum of the targets times the input, over the numbers that `used` leaves. */
function sequenceLoss(used: (x: Tensor, mask: Tensor | undefined) => Tensor): LossDefinition {
  return {
    type: "StepsLoss",
    summary: "A loss of sequences.",
    options: anything,
    create: (_options, inShape, ctx) => ({
      type: "StepsLoss",
      outShape: inShape,
      targets: "values",
      mask: "reads",
      forward(x, t, pass) {
        const weights = used(t, pass?.mask);
        const rows = x.shape[0] ?? 1;
        return {
          loss: sum(multiply(weights, x)) / rows,
          y: x,
          backward: (dloss = 1) => ({ dx: scale(weights, dloss / rows) }),
        };
      },
      predict: (x) => x,
      exampleTargets(rows, rng) {
        const t = zeros([rows, ...inShape], ctx);
        return mappedTensor(t, () => rng.normal());
      },
    }),
  };
}

const checksOf = (layer: LayerDefinition) => conformance(layer, createRegistry(), [{ input: [time, width] }]);
const checksOfLoss = (loss: LossDefinition) =>
  lossConformance(loss, createRegistry(), [{ input: [time, width] }]);

/** Errors of the checks that fail. */
function errorsOf(checks: readonly ConformanceCheck[]): readonly string[] {
  return checks.flatMap(({ name, run }) => {
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
  expect(errorsOf(checksOf(layer))).toEqual([]);
});

test.each([
  ["reverses all steps", sequenceLayer("keeps", reversed)],
  ["reverses all steps, although it receives the mask", sequenceLayer("reads", reversed)],
  ["sums all steps", sequenceLayer("ends", sumOfSteps)],
])("a layer fails whose padded steps leak into others: it %s", (_what, layer) => {
  expect(errorsOf(checksOf(layer))).toEqual([
    "padded steps change nothing else | Steps: what stands in padded steps changes y: leave out the steps whose ctx.mask is 0",
  ]);
});

test("a loss passes that leaves out padded steps, and fails where they count", () => {
  expect(errorsOf(checksOfLoss(sequenceLoss(counted)))).toEqual([]);
  expect(errorsOf(checksOfLoss(sequenceLoss((t) => t)))).toEqual([
    "padded steps do not count | StepsLoss: the input of padded steps changes the loss: leave out the steps whose ctx.mask is 0",
  ]);
});
