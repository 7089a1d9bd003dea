import { readFileSync } from "node:fs";
import {
  add,
  concat,
  createPortableEngine,
  type Engine,
  referenceEngine,
  type Shape,
  slice,
  type Tensor,
  tensor,
} from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { gru, lstm, rnn } from "./layers.js";

const fixture = new URL("../fixtures/torch-recurrent.txt", import.meta.url);
// a line is `type|batch|time|in|units|flags|lengths|values`, as fixtures/torch_recurrent.py says
const [version, ...cases] = readFileSync(fixture, "utf8").trimEnd().split("\n");
/** Sums with random signs that the fixture holds of each tensor. */
const sums = 3;

/** The generator of fixtures/torch_recurrent.py: words of 32 bits. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

function create(type: string, options: Parameters<typeof lstm.create>[0], input: Shape, engine: Engine) {
  const ctx = { ...f64, engine };
  if (type === "Rnn") return rnn.create(options, input, ctx);
  if (type === "Lstm") return lstm.create(options, input, ctx);
  return gru.create({ ...options, reset: type === "Gru" ? "after" : "before" }, input, ctx);
}

/** Largest difference from PyTorch of a case, relative to the largest element of each tensor. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const [type, rows, steps, features, width, flags, lengths, values] = line.split("|");
  const [batch, time, inputs, units] = [rows, steps, features, width].map(Number);
  const [sequences, reverse, carry, both] = [..."srcb"].map((flag) => flags.includes(flag));
  const word = words(seed);
  const uniform = (shape: Shape, bound: number): Tensor => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const numbers = Array.from({ length: size }, () => (word() / 2 ** 31 - 1) * bound);
    return tensor(numbers, shape, { dtype: "f64", engine });
  };
  const options = { units, sequences, carry, forgetBias: 0, init: "Xavier", recurrentInit: "Xavier" };
  const directions = (both ? [false, true] : [reverse]).map((backwards) =>
    create(type, { ...options, reverse: backwards }, [time, inputs], engine),
  );
  const x = uniform([batch, time, inputs], 2);
  const outputs = units * directions.length;
  const dy = uniform(sequences ? [batch, time, outputs] : [batch, outputs], 2);
  const params = directions.map(({ paramShapes }) => drawn(paramShapes, 0.8));
  const states = directions.map(({ state = {} }) =>
    drawn(Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, [batch, ...shape]])), 1),
  );
  const counts = lengths
    .split(",")
    .flatMap((n) => Array.from({ length: time }, (_, t) => (t < Number(n) ? 1 : 0)));
  const mask = lengths === "" ? undefined : tensor(counts, [batch, time], x);
  const passes = directions.map((layer, i) => {
    const pass = layer.forward({ ...params[i], ...states[i] }, x, { ...training, mask });
    const part = slice(dy, sequences ? 2 : 1, i * units, (i + 1) * units);
    return { ...pass, ...pass.backward(part) };
  });

  const expected = Buffer.from(values, "base64");
  let [offset, worst] = [0, 0];
  const y = concat(
    passes.map((pass) => pass.y),
    sequences ? 2 : 1,
  );
  const dx = passes.map((pass) => pass.dx ?? x).reduce((a, b) => add(a, b));
  // without carry the fixture has last states that the layer does not return
  const hidden = type === "Lstm" ? ["h", "c"] : ["h"];
  const tensors: (Tensor | undefined)[] = [y, dx];
  for (const [i, { state, grads }] of passes.entries()) {
    tensors.push(...hidden.map((name) => state?.[name]));
    tensors.push(...Object.keys(directions[i].paramShapes).map((name) => grads[name]));
  }
  for (const one of tensors) {
    const elements = Array.from(one?.data ?? new Float64Array(batch * units));
    const largest = elements.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < sums; i++, offset += 8) {
      const got = elements.reduce((total, value) => total + (word() < 2 ** 31 ? value : -value), 0);
      const difference = Math.abs(got - expected.readDoubleLE(offset));
      if (one !== undefined && difference > 0) worst = Math.max(worst, difference / largest);
    }
  }
  expect(offset).toBe(expected.length);
  return worst;

  function drawn(shapes: Readonly<Record<string, Shape>>, bound: number): Params {
    return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, uniform(shape, bound)]));
  }
}

test.each([referenceEngine, createPortableEngine()])(
  `outputs, states and every gradient of ${cases.length} recurrent layers are those of ${version} to 1e-9, on $name`,
  (engine) => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const differences = cases.map((line, seed) => worstDifference(line, seed, engine));
    expect(cases.filter((_, seed) => !(differences[seed] <= 1e-9)).map((line) => line.slice(0, 40))).toEqual(
      [],
    );
  },
);
