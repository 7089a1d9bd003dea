import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { definitionOf } from "../../tests/definition-of.js";
import { type Row, rowLayer, total } from "../../tests/field/rows.js";
import { checkNetwork } from "../check/check-network.js";

/** y[k] = the largest of x[2k - 1] to x[2k + 1], so that windows overlap; with what backward makes of its dx. */
const pool = (type: string, wrong: (dx: Row) => Row) => {
  const at = (x: Row) =>
    Array.from({ length: x.length >> 1 }, (_, k) => {
      const window = [2 * k - 1, 2 * k, 2 * k + 1].filter((i) => i >= 0);
      return window.reduce((best, i) => (x[i] > x[best] ? i : best));
    });
  return definitionOf(type, (width) =>
    rowLayer({
      out: width >> 1,
      branches: at,
      forward: (x) => ({
        y: at(x).map((i) => x[i]),
        back(dy) {
          const dx = x.map(() => 0);
          for (const [k, i] of at(x).entries()) dx[i] += dy[k];
          return { dx: wrong(dx) };
        },
      }),
    }),
  );
};

/** y = x + b, with errors in the gradient by b that come to 0. */
const crooked = definitionOf("Crooked", (width) =>
  rowLayer({
    out: width,
    params: { b: width },
    forward: (x, { b }) => ({
      y: x.map((v, i) => v + b[i]),
      back: (dy) => ({ dx: dy, b: dy.map((d, i) => d + [1e-3, -1e-3][i] || d) }),
    }),
  }),
);

const softmaxed = definitionOf("Softmaxed", (width) =>
  rowLayer({
    out: width,
    forward(x) {
      const powers = x.map(Math.exp);
      const y = powers.map((v) => v / total(powers));
      return {
        y,
        back: (dy) => ({ dx: dy.map((d, i) => y[i] * (d - total(dy.map((one, j) => one * y[j])))) }),
      };
    },
  }),
);

const plugin = definePlugin({
  name: "fast",
  layers: [
    pool("Pool", (dx) => dx),
    pool("DoubledPool", (dx) => dx.map((d) => 2 * d)),
    pool("SilentPool", (dx) => dx.map(() => 0)),
    crooked,
    softmaxed,
  ],
});

const network = (input: number, layers: readonly Entry[]) =>
  buildNetwork(createRegistry(builtins, plugin), { input: [input], layers }, { dtype: "f64" });

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

test.each<[string, number, number, readonly Entry[]]>([
  ["two outputs", 6, 3, [{ Affine: 6 }, "Sigmoid", { Affine: 2 }, "SoftmaxWithLoss"]],
  ["two outputs of one row", 4, 1, [{ Affine: 2 }, "SoftmaxWithLoss"]],
  ["a logistic regression", 5, 3, [{ Affine: 2 }, "SoftmaxWithLoss"]],
  ["one output of one row", 3, 1, [{ Affine: 1 }, "IdentityWithLoss"]],
  ["a softmax over two, of one row", 3, 1, [{ Affine: 2 }, "Softmaxed", "IdentityWithLoss"]],
  ["twenty equal gradients", 20, 1, [{ Affine: { units: 20, init: { Constant: 0.1 } } }, "SoftmaxWithLoss"]],
])("a right network passes with every seed: %s", (_name, input, batch, layers) => {
  const verdicts = seeds.map(
    (seed) => checkNetwork(network(input, layers), { mode: "fast", batch, seed }).verdict,
  );
  expect(new Set(verdicts)).toEqual(new Set(["pass"]));
});

test("a small tensor is checked element by element", () => {
  const { tensors } = checkNetwork(network(6, [{ Affine: 6 }, { Affine: 2 }, "SoftmaxWithLoss"]), {
    mode: "fast",
  });
  const compared = tensors.map(({ layer, tensor, whole }) => [
    `${layer}.${tensor}`,
    whole?.mode,
    whole?.compared,
  ]);
  expect(compared).toEqual([
    ["Affine1.x", "fast", 4],
    ["Affine1.W", "fast", 4],
    ["Affine1.b", "exhaustive", 6],
    ["Affine2.x", "fast", 4],
    ["Affine2.W", "exhaustive", 12],
    ["Affine2.b", "exhaustive", 2],
    ["SoftmaxWithLoss1.x", "exhaustive", 6],
  ]);
});

test("errors that sum to 0 are detected with every seed", () => {
  const wrong = network(32, ["Crooked", "IdentityWithLoss"]);
  const reports = seeds.map((seed) => checkNetwork(wrong, { mode: "fast", seed }).tensors);
  expect(
    reports.filter((tensors) => tensors.find(({ tensor }) => tensor === "b")?.verdict !== "fail"),
  ).toEqual([]);
});

// after Relu half of the inputs are 0, so many windows have ties
const pooled = (type: string) =>
  network(16, [{ Affine: 128 }, "Relu", type, { Affine: 5 }, "SoftmaxWithLoss"]);

test.each([3, 16])(
  "a pool behind Relu is compared in batches of %d, though every direction crosses a kink",
  (batch) => {
    const { verdict, tensors } = checkNetwork(pooled("Pool"), { mode: "fast", batch });
    expect(verdict).toBe("subgradient");
    const own = tensors.find(({ layer }) => layer === "Pool1");
    for (const one of [own?.local, own?.whole]) expect(one?.compared).toBeGreaterThan(32);
  },
);

test.each([
  ["DoubledPool", 3],
  ["DoubledPool", 16],
  ["SilentPool", 3],
  ["SilentPool", 16],
])("%s behind Relu is blamed, and nothing else, in batches of %d", (type, batch) => {
  const { verdict, tensors } = checkNetwork(pooled(type), { mode: "fast", batch });
  expect(verdict).toBe("fail");
  expect(tensors.find(({ layer }) => layer === `${type}1`)?.verdict).toBe("fail");
  expect(new Set(tensors.flatMap(({ blame }) => blame ?? []))).toEqual(new Set([`${type}1`]));
});
