import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { hiddenStates } from "../tests/strangers/hidden-state.js";
import type { StrangePiece } from "../tests/strangers/stranger.js";
import { checkLayer } from "./check/check-layer.js";
import { checkNetwork } from "./check/check-network.js";
import { gradientMatchers } from "./index.js";

/** A network around a layer, built for float64. */
function networkAround(piece: StrangePiece): Network {
  if (piece.kind !== "layer") throw new Error("only layers are hidden in the middle");
  const registry = createRegistry(builtins, { name: "strange", layers: [piece.definition] });
  const layers = ["Strange", { Affine: 3 }, "SoftmaxWithLoss"];
  return buildNetwork(registry, { input: [5], layers }, { dtype: "f64" });
}

const seen = hiddenStates.filter(({ gradcheck }) => gradcheck);

describe.each(["fast", "exhaustive"] as const)("in %s mode a network", (mode) => {
  test.each(seen)("is wrong that has $what", ({ piece }) => {
    const { verdict, tensors } = checkNetwork(networkAround(piece(true)), { mode });
    expect(verdict).toBe("fail");
    expect(tensors.filter(({ blame }) => blame !== undefined && blame !== "Strange1")).toEqual([]);
  });

  test.each(hiddenStates)("passes that has no $what", ({ piece }) => {
    expect(checkNetwork(networkAround(piece(false)), { mode }).verdict).toBe("pass");
  });
});

test.each(seen)("a layer alone is wrong that has $what", ({ piece }) => {
  const network = networkAround(piece(true));
  const [strange] = network.layers;
  expect(checkLayer(strange.layer, [5]).verdict).toBe("fail");
});

test("the matcher sees what a layer keeps between its calls", () => {
  const { piece } = hiddenStates[0];
  const { pass, message } = gradientMatchers.toHaveCorrectGradients(networkAround(piece(true)), {
    mode: "fast",
  });
  expect(pass).toBe(false);
  expect(message()).toContain("Strange1.x: hidden-state");
  expect(gradientMatchers.toHaveCorrectGradients(networkAround(piece(false)), { mode: "fast" }).pass).toBe(
    true,
  );
});

test("a clock of whole seconds is called nondeterministic whatever the moment", () => {
  const piece = hiddenStates[0].piece(false);
  const network = networkAround(piece);
  const [placed] = network.layers;
  const clocked: Network = {
    ...network,
    layers: network.layers.map((one) =>
      one !== placed
        ? one
        : {
            ...one,
            layer: {
              ...one.layer,
              forward(params, x, ctx) {
                const right = one.layer.forward(params, x, ctx);
                return {
                  ...right,
                  backward(dy) {
                    const { dx, grads } = right.backward(dy);
                    const odd = Math.floor(Date.now() / 1000) % 2 === 1;
                    return odd ? right.backward(right.y) : { ...(dx && { dx }), grads };
                  },
                };
              },
            },
          },
    ),
  };
  const { tensors } = checkNetwork(clocked, { mode: "fast" });
  const own = tensors.filter(({ layer }) => layer === placed?.id).map(({ diagnosis }) => diagnosis?.code);
  expect(own).toEqual(["nondeterministic"]);
});
