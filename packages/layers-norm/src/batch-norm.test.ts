import { philoxStreams, referenceEngine, tensor } from "@retrograd/core";
import { checkLayer, checkNetwork, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forwardLoss, initParams, predict } from "@retrograd/network";
import { checkOptions, createRegistry, type Entry } from "@retrograd/plugin";
import { f64, matrix, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { batchNorm } from "./batch-norm.js";
import { normLayers } from "./plugin.js";

const registry = createRegistry(builtins, normLayers);
const vector = (...values: readonly number[]) => tensor(values, [values.length], f64);
const numbers = (values: ArrayLike<number> | undefined) => Array.from(values ?? []);
const networkOf = (input: readonly number[], layers: readonly Entry[]) =>
  buildNetwork(registry, { input, layers: [...layers, "SoftmaxWithLoss"] }, { dtype: "f64" });

const params = { gamma: vector(2, 1), beta: vector(1, 0) };
const first = { mean: vector(0, 10), variance: vector(1, 4) };
// channel 0: mean 2, variance 1; channel 1: mean 20, variance 16
const x = matrix([
  [1, 16],
  [3, 24],
]);
const layer = batchNorm.create({ momentum: 0.75, eps: 3, formula: "torch" }, [2], f64);

test("each channel has its mean and variance subtracted and divided out, and the statistics move", () => {
  const { y, state } = layer.forward({ ...params, ...first }, x, training);
  // by hand: 1 / sqrt(1 + 3) = 1/2, and 2 (1 - 2) / 2 + 1 = 0, 2 (3 - 2) / 2 + 1 = 2
  const outer = 4 / Math.sqrt(16 + 3);
  expect(numbers(y.data)).toEqual([0, -outer, 2, outer].map((value) => expect.closeTo(value, 14)));
  // by hand: 3/4 of the old and 1/4 of the new, whose variance is 2 / 1 times the mean square
  expect(numbers(state?.mean?.data)).toEqual([0.5, 12.5]);
  expect(numbers(state?.variance?.data)).toEqual([0.75 + 0.5, 3 + 8]);
});

test("evaluation uses the running statistics, row by row, and returns no state", () => {
  const eval_ = { ...training, mode: "eval" } as const;
  const { y, state } = layer.forward({ ...params, ...first }, x, eval_);
  // by hand: 2 (x - 0) / sqrt(1 + 3) + 1, and (x - 10) / sqrt(4 + 3)
  const one = Math.sqrt(7);
  expect(numbers(y.data)).toEqual([2, 6 / one, 4, 14 / one].map((value) => expect.closeTo(value, 14)));
  expect(state).toBeUndefined();
  const alone = layer.forward({ ...params, ...first }, matrix([[3, 24]]), eval_);
  expect(numbers(alone.y.data)).toEqual(numbers(y.data).slice(2));
});

test("the formula of the book normalizes each pixel, with n in the variance, which starts at 0", () => {
  const book = batchNorm.create({ momentum: 0.9, formula: "book" }, [1, 2], f64);
  expect(book.paramShapes).toEqual({ gamma: [2], beta: [2] });
  expect(book.state).toEqual({
    mean: { shape: [2], first: 0 },
    variance: { shape: [2], first: 0 },
  });
  const images = tensor([1, 16, 3, 24], [2, 1, 2], f64);
  const state = { mean: vector(0, 0), variance: vector(0, 0) };
  const { y, state: next } = book.forward(
    { gamma: vector(1, 1), beta: vector(0, 0), ...state },
    images,
    training,
  );
  expect(y.shape).toEqual([2, 1, 2]);
  const [a, b] = [1 / Math.sqrt(1 + 1e-6), 4 / Math.sqrt(16 + 1e-6)];
  expect(numbers(y.data)).toEqual([-a, -b, a, b].map((value) => expect.closeTo(value, 14)));
  expect(numbers(next?.mean?.data)).toEqual([0.2, 2].map((value) => expect.closeTo(value, 14)));
  expect(numbers(next?.variance?.data)).toEqual([0.1, 1.6].map((value) => expect.closeTo(value, 14)));
});

test("a single number of a channel gives beta, and moves the mean alone", () => {
  const { y, state } = layer.forward({ ...params, ...first }, matrix([[4, 4]]), training);
  expect(numbers(y.data)).toEqual([1, 0]);
  expect(numbers(state?.mean?.data)).toEqual([1, 8.5]);
  expect(numbers(state?.variance?.data)).toEqual([1, 4]);
});

test("gamma begins at 1 and beta at 0, and a number of a sample costs one multiply-add", () => {
  const images = batchNorm.create({ momentum: 0.9, formula: "torch" }, [2, 3, 3], f64);
  const init = images.init(philoxStreams(0).stream("init"));
  expect(numbers(init.gamma?.data)).toEqual([1, 1]);
  expect(numbers(init.beta?.data)).toEqual([0, 0]);
  expect(images).toMatchObject({ outShape: [2, 3, 3], multiplyAdds: 18, mixesRows: true });
});

test("gradients that nobody needs are left out", () => {
  const pass = (needs: object) => {
    const { backward } = layer.forward({ ...params, ...first }, x, { ...training, ...needs });
    const { dx, grads } = backward(x);
    return [dx !== undefined, Object.keys(grads).join()];
  };
  expect(pass({})).toEqual([true, "gamma,beta"]);
  expect(pass({ needsInputGradient: false })).toEqual([false, "gamma,beta"]);
  expect(pass({ needsParamGradients: false })).toEqual([true, ""]);
  expect(pass({ needsParamGradients: false, mode: "eval" })).toEqual([true, ""]);
});

test("its gradients are the derivatives, in both modes", () => {
  for (const formula of ["torch", "book"] as const) {
    for (const inShape of [[3], [2, 4], [2, 3, 2]]) {
      const one = batchNorm.create({ momentum: 0.9, formula }, inShape, f64);
      for (let seed = 0; seed < 5; seed++) expect(checkLayer(one, inShape, { seed }).verdict).toBe("pass");
    }
  }
});

test.each(conformance(batchNorm, registry, batchNorm.examples ?? []).map(({ name, run }) => [name, run]))(
  "%s",
  (_name, run) => run(),
);

test.each(["fast", "exhaustive"] as const)("a bias before it passes, in mode %s", (mode) => {
  const layers = [{ Affine: 6 }, "BatchNorm", "Relu", { Affine: 5 }, "BatchNorm", "Sigmoid", { Affine: 3 }];
  for (let seed = 0; seed < 5; seed++) {
    const { verdict, tensors } = checkNetwork(networkOf([4], layers), { mode, seed });
    expect(tensors.filter((one) => one.verdict === "fail" || one.verdict === "inconclusive")).toEqual([]);
    expect(verdict).toBe("pass");
  }
});

test("predictions after training steps use the statistics that the steps returned", () => {
  const network = networkOf([2], ["BatchNorm"]);
  const { BatchNorm1: start } = initParams(network, philoxStreams(0));
  const t = tensor([0, 1], [2], f64);
  const pass = forwardLoss(network, { BatchNorm1: start ?? {} }, { x, t }, { mode: "train" });
  const next = { BatchNorm1: { ...start, ...pass.state.BatchNorm1 } };
  // 0.9 of 0 and 1, and 0.1 of the mean and of twice the mean square
  expect(numbers(next.BatchNorm1.mean?.data)).toEqual([0.2, 2].map((value) => expect.closeTo(value, 14)));
  expect(numbers(next.BatchNorm1.variance?.data)).toEqual(
    [1.1, 4.1].map((value) => expect.closeTo(value, 14)),
  );
  const [a, b] = [(1 - 0.2) / Math.sqrt(1.1 + 1e-5), (16 - 2) / Math.sqrt(4.1 + 1e-5)];
  const row = tensor([1, 16], [1, 2], { dtype: "f64", engine: referenceEngine });
  expect(predict(network, next, row).data[1]).toBeCloseTo(1 / (1 + Math.exp(a - b)), 13);
});

test.each([
  [{ momentum: 1.5 }, "RG2004", '"momentum" must be a number >= 0 and <= 1, got 1.5'],
  [{ eps: 0 }, "RG2004", '"eps" must be a number > 0, got 0'],
  [{ formula: "keras" }, "RG2004", undefined],
  [{ epsilon: 1 }, "RG2003", undefined],
])("options %j are refused", (options, code, message) => {
  const { issues } = checkOptions(batchNorm, options, []);
  expect(issues).toMatchObject([{ code, ...(message === undefined ? {} : { message }) }]);
});

test("a sample without axes is refused", () => {
  expect(refusal(() => batchNorm.create({ momentum: 0.9, formula: "torch" }, [], f64))).toEqual({
    code: "E_SHAPE",
    message: "needs an axis of channels, got []",
  });
});
