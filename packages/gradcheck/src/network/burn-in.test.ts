import { philoxStreams, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { checkNetwork } from "../check/check-network.js";
import { burnedIn } from "./burn-in.js";

const f64 = { dtype: "f64" } as const;

test("a step is W - 0.1 dW, on the checked batch, and leaves the first parameters as they were", () => {
  const network = buildNetwork(
    createRegistry(builtins),
    { input: [1], layers: [{ Affine: 1 }, "IdentityWithLoss"] },
    f64,
  );
  const params = { Affine1: { W: tensor([2], [1, 1], f64), b: tensor([1], [1], f64) } };
  const x = tensor([1, 3], [2, 1], f64);
  const t = tensor([0, 10], [2, 1], f64);
  const inputs = { network, params, x, t, streams: philoxStreams(0) };
  const values = (steps: number) => {
    const { W, b } = burnedIn(inputs, steps).Affine1 ?? {};
    return [W?.data[0], b?.data[0]];
  };
  expect(values(0)).toEqual([2, 1]);
  // errors 3 and -3: dW = (1 * 3 - 3 * 3) / 2 = -3, db = 0
  expect(values(1)).toEqual([expect.closeTo(2.3, 12), expect.closeTo(1, 12)]);
  // errors 3.3 and -2.1: dW = (3.3 - 6.3) / 2 = -1.5, db = 0.6
  expect(values(2)).toEqual([expect.closeTo(2.45, 12), expect.closeTo(0.94, 12)]);
  expect([...params.Affine1.W.data, ...params.Affine1.b.data]).toEqual([2, 1]);
});

test("burning in proves what weights of 0 leave unproved", () => {
  const init = { Constant: 0 };
  const layers = [{ Affine: 5 }, "Sigmoid", { Affine: { units: 3, init } }, "SoftmaxWithLoss"];
  const network = buildNetwork(createRegistry(builtins), { input: [4], layers }, f64);
  for (const mode of ["exhaustive", "fast"] as const) {
    const fresh = checkNetwork(network, { mode });
    expect(fresh).toMatchObject({ verdict: "inconclusive", burnIn: 0 });
    expect(checkNetwork(network, { mode, burnIn: 5 })).toMatchObject({ verdict: "pass", burnIn: 5 });
  }
});
