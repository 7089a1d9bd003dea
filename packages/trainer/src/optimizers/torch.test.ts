import { readFileSync } from "node:fs";
import { tensor } from "@retrograd/core";
import type { Entry, Optimizer } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { registry, worstRelative } from "../../tests/setup.js";
import { type ClipRule, clipGradients } from "../clip-gradients.js";
import { makeOptimizer } from "./make-optimizer.js";
import { initOptimizerState, updateParams } from "./optimizer-state.js";

interface TorchUpdates {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly optimizers: readonly { readonly entry: Entry; readonly w: readonly (readonly number[])[] }[];
  readonly clips: readonly { readonly clip: ClipRule; readonly w: readonly (readonly number[])[] }[];
}

// torch 1.13, see fixtures/torch_updates.py
const fixture = new URL("../../fixtures/torch-updates.json", import.meta.url);
const { start, gradients, optimizers, clips }: TorchUpdates = JSON.parse(readFileSync(fixture, "utf8"));

/** Parameters after each step of an optimizer with the gradients of the fixture. */
function trajectory(optimizer: Optimizer, { lr = optimizer.lr, clip = {} as ClipRule } = {}) {
  const params = { A: { w: tensor(start, [3], { dtype: "f64" }) } };
  const state = initOptimizerState(optimizer, params);
  return gradients.map((g, index) => {
    const grads = clipGradients(params, { A: { w: tensor(g, [3], { dtype: "f64" }) } }, clip);
    updateParams(optimizer, { params, grads, state }, { lr, step: index + 1 });
    return [...params.A.w.data];
  });
}

test.each(optimizers)("$entry follows PyTorch for 100 steps to 1e-12", ({ entry, w }) => {
  const got = trajectory(makeOptimizer(registry, entry));
  expect(got).toHaveLength(100);
  expect(worstRelative(got.flat(), w.flat())).toBeLessThan(1e-12);
});

test.each(clips)("gradients clipped to $clip are those of PyTorch", ({ clip, w }) => {
  expect(
    worstRelative(trajectory(makeOptimizer(registry, { SGD: 0.01 }), { clip }).flat(), w.flat()),
  ).toBeLessThan(1e-12);
});

/** The update rules of "Deep Learning from Scratch", common/optimizer.py, written out for one number. */
const book: readonly (readonly [
  Entry,
  (w: number, g: number, state: Record<string, number>, t: number) => number,
])[] = [
  [
    { Momentum: { lr: 0.01, momentum: 0.9, formula: "book" } },
    (w, g, state) => {
      state.v = 0.9 * (state.v ?? 0) - 0.01 * g;
      return w + state.v;
    },
  ],
  [
    { Nesterov: { lr: 0.01, momentum: 0.9, formula: "book" } },
    (w, g, state) => {
      const v = state.v ?? 0;
      state.v = 0.9 * v - 0.01 * g;
      return w + 0.9 * 0.9 * v - 1.9 * 0.01 * g;
    },
  ],
  [
    { AdaGrad: { lr: 0.01, eps: 1e-7 } },
    (w, g, state) => {
      state.h = (state.h ?? 0) + g * g;
      return w - (0.01 * g) / (Math.sqrt(state.h) + 1e-7);
    },
  ],
  [
    { RMSProp: { lr: 0.01, decay: 0.99, eps: 1e-7 } },
    (w, g, state) => {
      state.h = 0.99 * (state.h ?? 0) + (1 - 0.99) * g * g;
      return w - (0.01 * g) / (Math.sqrt(state.h) + 1e-7);
    },
  ],
  [
    { Adam: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-7, formula: "book" } },
    (w, g, state, t) => {
      const rate = (0.001 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
      state.m = (state.m ?? 0) + (1 - 0.9) * (g - (state.m ?? 0));
      state.v = (state.v ?? 0) + (1 - 0.999) * (g * g - (state.v ?? 0));
      return w - (rate * state.m) / (Math.sqrt(state.v) + 1e-7);
    },
  ],
];

test.each(book)("%j follows the book's formula for 100 steps to 1e-12", (entry, update) => {
  const w = [...start];
  const states: Record<string, number>[] = start.map(() => ({}));
  const expected = gradients.map((g, index) => {
    for (const i of w.keys()) w[i] = update(w[i], g[i], states[i], index + 1);
    return [...w];
  });
  expect(worstRelative(trajectory(makeOptimizer(registry, entry)).flat(), expected.flat())).toBeLessThan(
    1e-12,
  );
});

test("the book's momentum differs from PyTorch's once the learning rate changes", () => {
  const last = (formula: string) => {
    const optimizer = makeOptimizer(registry, { Momentum: { lr: 0.01, formula } });
    const params = { A: { w: tensor([1], [1], { dtype: "f64" }) } };
    const state = initOptimizerState(optimizer, params);
    const grads = { A: { w: tensor([1], [1], { dtype: "f64" }) } };
    updateParams(optimizer, { params, grads, state }, { lr: 0.5, step: 1 });
    updateParams(optimizer, { params, grads, state }, { lr: 0.25, step: 2 });
    return params.A.w.data[0];
  };
  // v = 1, 1.9: 1 - 0.5 - 0.25 * 1.9;  v = -0.5, -0.7: 1 - 0.5 - 0.7
  expect(last("torch")).toBeCloseTo(0.025, 15);
  expect(last("book")).toBeCloseTo(-0.2, 15);
});

test.each(["SGD", "Adam", "AdamW"])("decayBiases: false leaves biases of %s as they are", (type) => {
  const optimizer = makeOptimizer(registry, { [type]: { weightDecay: 0.5, decayBiases: false } });
  const params = { A: { W: tensor([2], [1, 1]), b: tensor([2], [1]) } };
  const grads = { A: { W: tensor([0], [1, 1]), b: tensor([0], [1]) } };
  updateParams(
    optimizer,
    { params, grads, state: initOptimizerState(optimizer, params) },
    { lr: 0.1, step: 1 },
  );
  expect(params.A.W.data[0]).toBeLessThan(2);
  expect(params.A.b.data[0]).toBe(2);
});

test("gradients below the norm are unchanged", () => {
  const grads = { A: { w: tensor([3, 4], [2]) } };
  expect(clipGradients(grads, grads, { norm: 6 })).toBe(grads);
  expect([...(clipGradients(grads, grads, { norm: 2.5 }).A?.w?.data ?? [])]).toEqual([
    expect.closeTo(1.5, 5),
    expect.closeTo(2, 5),
  ]);
});

test("gradients whose squares overflow float64 are clipped to the norm", () => {
  const f64 = { dtype: "f64" } as const;
  const grads = { A: { w: tensor([3e200, 0], [2], f64) }, B: { w: tensor([-4e200], [1], f64) } };
  const cut = clipGradients(grads, grads, { norm: 10 });
  expect(cut.A?.w?.data[0]).toBeCloseTo(6, 14);
  expect(cut.B?.w?.data[0]).toBeCloseTo(-8, 14);
  const largest = { A: { w: tensor([1e308], [1], f64) } };
  expect(clipGradients(largest, largest, { norm: 10 }).A?.w?.data[0]).toBeCloseTo(10, 12);
  const infinite = { A: { w: tensor([Infinity, 1], [2], f64) } };
  expect([...(clipGradients(grads, infinite, { norm: 10 }).A?.w?.data ?? [])]).toEqual([Number.NaN, 0]);
});
