import { philoxStreams, tensor } from "@retrograd/core";
import { createRegistry, type LayerDefinition } from "@retrograd/plugin";
import { anything, tiny } from "@retrograd/testing";
import { expect, test } from "vitest";
import { buildNetwork, forwardLoss, initParams } from "./index.js";

/** Ids of the layers whose backward ran, in order. */
const ran: string[] = [];

/** A layer that returns its input and records its backward. */
const recorded: LayerDefinition = {
  type: "Recorded",
  summary: "",
  options: anything,
  create: (_options, inShape) => {
    const name = String(inShape[0]);
    return {
      type: "Recorded",
      outShape: inShape,
      paramShapes: {},
      init: () => ({}),
      forward: (_params, x) => ({
        y: x,
        backward(dy) {
          ran.push(name);
          return { dx: dy, grads: {} };
        },
      }),
    };
  },
};

const registry = createRegistry(tiny, { name: "recorded", layers: [recorded] });
const f64 = { dtype: "f64" } as const;
// the widths name the recorded layers
const layers = [
  "Recorded",
  { Dense: 3 },
  "Recorded",
  { Dense: 4 },
  "Recorded",
  { Dense: 5 },
  "Recorded",
  "HalfSquares",
];
const network = buildNetwork(registry, { input: [2], layers }, f64);
const params = initParams(network, philoxStreams(0));
const x = tensor([1, -1, 2, 0.5], [2, 2], f64);
const t = tensor(new Float64Array(10), [2, 5], f64);

function run(frozen: readonly string[], needsInputGradient = false) {
  ran.length = 0;
  const pass = forwardLoss(
    network,
    params,
    { x, t },
    { mode: "train", frozen: new Set(frozen), needsInputGradient },
  );
  const { grads, dx } = pass.backward();
  return { grads, dx, ran: [...ran] };
}

test.each([
  { frozen: [], backward: ["5", "4", "3"] },
  { frozen: ["Dense1"], backward: ["5", "4"] },
  { frozen: ["Dense1", "Dense2"], backward: ["5"] },
  { frozen: ["Dense2"], backward: ["5", "4", "3"] },
  { frozen: ["Dense1", "Dense2", "Dense3"], backward: [] },
])(
  "backward stops below the lowest learned layer where $frozen are frozen, to the same bits",
  ({ frozen, backward }) => {
    const whole = run([]).grads;
    const got = run(frozen);
    expect(got.ran).toEqual(backward);
    for (const id of ["Dense1", "Dense2", "Dense3"]) {
      if (frozen.includes(id)) continue;
      expect([...(got.grads[id]?.W?.data ?? [])]).toEqual([...(whole[id]?.W?.data ?? [Number.NaN])]);
    }
    // the gradient of the input still comes through all of them
    const all = run(frozen, true);
    expect(all.ran).toEqual(["5", "4", "3", "2"]);
    expect([...(all.dx?.data ?? [])]).toEqual([...(run([], true).dx?.data ?? [Number.NaN])]);
  },
);
