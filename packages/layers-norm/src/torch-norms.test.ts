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
import { type BuildContext, checkOptions, type LayerDefinition, type Params } from "@retrograd/plugin";
import { expect, test } from "vitest";
import * as layers from "./layers.js";

const fixture = new URL("../fixtures/torch-norms.txt", import.meta.url);
// a line is `layer|options|input|batch|values`, as fixtures/torch_norms.py says
const [version, ...lines] = readFileSync(fixture, "utf8").trimEnd().split("\n");
/** Sums with random signs that the fixture holds of each tensor. */
const sums = 3;
const definitions = new Map(Object.values(layers).map((one): [string, LayerDefinition] => [one.type, one]));

/** The generator of fixtures/torch_norms.py: words of 32 bits. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

/** Largest difference of a case from PyTorch, relative to the largest element of each tensor. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const [type = "", options = "", input = "", batch = "", base64 = ""] = line.split("|");
  const definition = definitions.get(type);
  if (definition === undefined) throw new Error(`no layer ${type}`);
  const bytes = Buffer.from(base64, "base64");
  const expected = Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
  const ctx: BuildContext = { dtype: "f64", engine, initializer: () => (n) => new Float64Array(n) };
  const word = words(seed);
  const uniform = (shape: Shape, bound: number, center = 0): Tensor => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const values = Float64Array.from({ length: size }, () => center + (word() / 2 ** 31 - 1) * bound);
    return tensor(values, shape, ctx);
  };
  const inShape = input.split(",").map(Number);
  const layer = definition.create(checkOptions(definition, JSON.parse(options), []).value, inShape, ctx);
  const learned = Object.entries(layer.paramShapes).map(([name, shape]) => [name, uniform(shape, 1.5)]);
  const params: Params = Object.fromEntries(learned);
  const firsts = Object.entries(layer.state ?? {}).map(([name, { shape, first }]) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return [name, tensor(new Float64Array(size).fill(first), shape, ctx)];
  });
  let state: Params = Object.fromEntries(firsts);

  let position = 0;
  let worst = 0;
  const compare = (actual: number, scale: number) => {
    const difference = Math.abs(actual - (expected[position++] ?? Number.NaN));
    worst = Math.max(worst, difference === 0 ? 0 : difference / scale);
    if (Number.isNaN(difference)) worst = Number.NaN;
  };
  const compareSums = ({ data }: Tensor) => {
    const elements = Array.from(data);
    const largest = elements.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < sums; i++) {
      const signed = elements.map((value) => (word() < 2 ** 31 ? value : -value));
      compare(
        signed.reduce((total, value) => total + value, 0),
        // a gradient that is 0 for certain is round-off in both
        Math.max(largest, 1e-3),
      );
    }
  };
  for (const mode of ["train", "train", "train", ...(firsts.length > 0 ? ["eval" as const] : [])] as const) {
    if (mode === "eval")
      for (const { data } of Object.values(state)) for (const value of data) compare(value, Math.abs(value));
    const x = uniform([Number(batch), ...inShape], 2, 0.5);
    const rng = philoxStreams(0).stream("unused");
    const pass = layer.forward({ ...params, ...state }, x, { mode, rng, needsInputGradient: true });
    const { dx, grads } = pass.backward(uniform(pass.y.shape, 1));
    if (dx === undefined) throw new Error("no dx");
    for (const one of [pass.y, dx, ...Object.keys(params).map((name) => grads[name])])
      if (one !== undefined) compareSums(one);
    state = pass.state ?? state;
  }
  if (position !== expected.length)
    throw new Error(`${expected.length} values, but ${position} were compared`);
  return worst;
}

test.each([referenceEngine, createPortableEngine()])(
  `outputs, gradients and states of ${lines.length} random normalizations are those of ${version} to 1e-9, on $name`,
  (engine) => {
    const wrong = lines.filter((line, seed) => !(worstDifference(line, seed, engine) <= 1e-9));
    expect(wrong.map((line) => line.slice(0, 80))).toEqual([]);
  },
);
