import { readFileSync } from "node:fs";
import {
  createPortableEngine,
  type Engine,
  philoxStreams,
  referenceEngine,
  type Shape,
  type Tensor,
  tensor,
} from "@retrograd/core";
import type { BuildContext } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { crossAttention } from "./attention/cross-attention.js";
import type { AttentionParams } from "./attention/multi-head.js";
import { selfAttention } from "./attention/self-attention.js";

const fixture = new URL("../fixtures/torch-attention.txt", import.meta.url);
// a line is `layer|options|inputs|batch|lengths|values`, as fixtures/torch_attention.py says
const [version, ...lines] = readFileSync(fixture, "utf8").trimEnd().split("\n");
/** Sums with random signs that the fixture holds of each tensor. */
const sums = 3;

/** The generator of fixtures/torch_attention.py: words of 32 bits. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

/** Largest difference of a case from PyTorch, relative to the largest element of each tensor. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const [type, options = "", shapes = "", rows = "", lengths = "", base64 = ""] = line.split("|");
  const bytes = Buffer.from(base64, "base64");
  const expected = Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
  const build: BuildContext = { dtype: "f64", engine, initializer: () => (n) => new Float64Array(n) };
  const word = words(seed);
  const uniform = (shape: Shape, bound: number): Tensor => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tensor(
      Float64Array.from({ length: size }, () => (word() / 2 ** 31 - 1) * bound),
      shape,
      build,
    );
  };
  const inputs = shapes.split(" ").map((shape) => shape.split(",").map(Number));
  const [first = [], second = first] = inputs;
  const cross = type === "CrossAttention";
  const values = { init: "Zeros", causal: false, rotary: false, ...JSON.parse(options) };
  const layer = cross
    ? crossAttention.createJoint(values, inputs, build)
    : selfAttention.create(values, first, build);
  const names = Object.keys(layer.paramShapes) as (keyof AttentionParams)[];
  const entries = names.map((name) => [name, uniform(layer.paramShapes[name], 0.8)]);
  const params: AttentionParams = Object.fromEntries(entries);
  const batch = Number(rows);
  const xs = inputs.map((shape) => uniform([batch, ...shape], 2));
  const time = second[0] ?? 1;
  const counts = (row: number, step: number) => (step < Number(lengths.split(",")[row]) ? 1 : 0);
  const mask =
    lengths === ""
      ? undefined
      : tensor(
          Float64Array.from({ length: batch * time }, (_, i) => counts(Math.floor(i / time), i % time)),
          [batch, time],
          build,
        );
  const rng = philoxStreams(0).stream("unused");
  const ctx = { mode: "train", rng, needsInputGradient: true, mask } as const;
  const tensors = run();

  let position = 0;
  let worst = 0;
  for (const { data } of tensors) {
    const elements = Array.from(data);
    const largest = elements.reduce((most, element) => Math.max(most, Math.abs(element)), 1e-3);
    for (let i = 0; i < sums; i++) {
      const sum = elements.reduce((total, element) => total + (word() < 2 ** 31 ? element : -element), 0);
      const difference = Math.abs(sum - (expected[position++] ?? Number.NaN)) / largest;
      worst = Math.max(worst, difference);
    }
  }
  if (position !== expected.length)
    throw new Error(`${expected.length} values, but ${position} were compared`);
  return worst;

  function run(): readonly Tensor[] {
    const pass = "join" in layer ? layer.join(params, xs, ctx) : layer.forward(params, xs[0] as Tensor, ctx);
    const back = pass.backward(uniform(pass.y.shape, 1));
    const dxs = "dxs" in back ? back.dxs : [back.dx];
    const all = [pass.y, ...dxs, ...names.map((name) => back.grads[name])];
    return all.map((one) => one ?? tensor([Number.NaN], [1], build));
  }
}

test.each([referenceEngine, createPortableEngine()])(
  `outputs and gradients of ${lines.length} random attentions are those of ${version} to 1e-9, on $name`,
  (engine) => {
    const wrong = lines.filter((line, seed) => !(worstDifference(line, seed, engine) <= 1e-9));
    expect(wrong.map((line) => line.slice(0, 100))).toEqual([]);
  },
);
