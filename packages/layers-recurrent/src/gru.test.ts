import { philoxStreams, tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { gru } from "./gru.js";

const options = {
  units: 1,
  sequences: true,
  reverse: false,
  carry: false,
  init: "Xavier",
  recurrentInit: "Xavier",
};
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

test.each(["after", "before"] as const)("two steps by hand, with reset %s the product", (reset) => {
  const params = {
    Wx: matrix([[1, -1, 2]]),
    Wh: matrix([[0.5, 1, -3]]),
    b: tensor([0.5, 0, 0.25], [3], f64),
    bh: tensor([0.75], [1], f64),
  };
  const x = tensor([1, -2], [1, 2, 1], f64);
  const { y } = gru.create({ ...options, reset }, [2, 1], f64).forward(params, x, training);
  const bh = reset === "after" ? 0.75 : 0;
  const [r1, z1] = [sigmoid(1.5), sigmoid(-1)];
  const h1 = (1 - z1) * Math.tanh(2.25 + r1 * bh);
  const [r2, z2] = [sigmoid(-1.5 + 0.5 * h1), sigmoid(2 + h1)];
  const h2 = (1 - z2) * Math.tanh(-3.75 + r2 * (-3 * h1 + bh)) + z2 * h1;
  expect([...y.data]).toEqual([expect.closeTo(h1, 14), expect.closeTo(h2, 14)]);
});

test("only reset after has a bias of the reset part, 0 at first", () => {
  const after = gru.create({ ...options, units: 2, reset: "after" }, [5, 3], f64);
  expect(after).toMatchObject({
    paramShapes: { Wx: [3, 6], Wh: [2, 6], b: [6], bh: [2] },
    multiplyAdds: 5 * (3 * 6 + 2 * 6),
  });
  const { b, bh } = after.init(philoxStreams(0).stream("init"));
  expect([...(b?.data ?? []), ...(bh?.data ?? [])]).toEqual(Array(8).fill(0));
  const before = gru.create({ ...options, units: 2, reset: "before" }, [5, 3], f64);
  expect(before.paramShapes).toEqual({ Wx: [3, 6], Wh: [2, 6], b: [6] });
});

test("reset must be after or before", () => {
  expect(checkOptions(gru, { units: 1, reset: "last" }, [])).toMatchObject({
    issues: [{ code: "RG2004", message: expect.stringContaining('"reset" must be') }],
  });
});

describe("promises", () => {
  for (const { name, run } of conformance(gru, createRegistry(builtins), gru.examples ?? [])) test(name, run);
});
