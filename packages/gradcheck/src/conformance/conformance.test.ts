import { bufferOf, map, scale, type Tensor, tensor } from "@retrograd/core";
import { createRegistry, type Forward, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { conformance } from "./conformance.js";

const registry = createRegistry(testLayers);
const product = testLayers.layers?.find(({ type }) => type === "Scaled") as LayerDefinition;

/** Names of the checks that a layer fails, each with its error. */
function failedChecks(definition: LayerDefinition, output = [4]): readonly string[] {
  return conformance(definition, registry, [{ input: [4], output }]).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name.replace(/^.*: /, "")} | ${error instanceof Error ? error.message : error}`];
    }
  });
}

/** The right layer with some members replaced. */
function withChange(change: (layer: Layer) => Partial<Layer>): LayerDefinition {
  return {
    ...product,
    create(options, inShape, ctx) {
      const layer = product.create(options, inShape, ctx);
      return { ...layer, ...change(layer) };
    },
  };
}

/** The right layer with its backward replaced. */
function withBackward(change: (forward: Forward, x: Tensor) => Forward["backward"]): LayerDefinition {
  return withChange((layer) => ({
    forward(params, x, ctx) {
      const forward = layer.forward(params, x, ctx);
      return { y: forward.y, backward: change(forward, x) };
    },
  }));
}

test("a right layer passes every check", () => {
  expect(failedChecks(product)).toEqual([]);
});

let calls = 0;

const failures: readonly (readonly [string, LayerDefinition, RegExp])[] = [
  [
    "an output shape other than the declared one",
    withChange(() => ({ outShape: [5] })),
    /shapes .*outShape must be \[4\], got \[5\]/,
  ],
  ["a parameter that init does not return", withChange(() => ({ init: () => ({}) })), /shapes/],
  [
    "a parameter of another shape",
    withChange(() => ({ paramShapes: { W: [2] } })),
    /init's W must be \[2\], got \[4\]/,
  ],
  [
    "no dx",
    withBackward(({ backward }) => (dy) => ({ grads: backward(dy).grads })),
    /shapes .* dx is missing/,
  ],
  [
    "a write into the upstream gradient",
    withBackward(({ backward }) => (dy) => {
      bufferOf(dy)[0] = 0;
      return backward(dy);
    }),
    /mutated.* mutated-input: backward writes into dy/,
  ],
  [
    "a write into the input",
    withBackward(({ backward }, x) => (dy) => {
      bufferOf(x)[0] = 0;
      return backward(dy);
    }),
    /mutated.* mutated-input: backward writes into x/,
  ],
  [
    "a backward that counts its calls",
    withBackward(({ backward }) => (dy) => {
      calls++;
      return backward(scale(dy, calls));
    }),
    /mutated.* accumulation: each backward of one forward gives more than the one before/,
  ],
  [
    "a wrong gradient",
    withBackward(({ backward }) => (dy) => ({ ...backward(dy), dx: scale(dy, 0.5) })),
    /gradients are the derivatives .*Scaled\.x\[/,
  ],
  [
    "float64 where float32 is declared",
    withChange((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: tensor(Float64Array.from(y.data), y.shape, { dtype: "f64" }), backward };
      },
    })),
    /float32 .* y must be float32 where the layer is, got float64/,
  ],
  [
    "float32 that is far from float64",
    withChange((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: x.dtype === "f32" ? map(y, (v) => Math.round(v * 100) / 100) : y, backward };
      },
    })),
    /float32 is near float64 y: float32 on reference gives .*, float64 on reference /,
  ],
  [
    "an engine that computes something else",
    withChange((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: x.engine.name === "portable" ? scale(y, 1.001) : y, backward };
      },
    })),
    /every engine agrees with the reference engine y: float32 on portable gives .*, float32 on reference /,
  ],
  [
    "parameters that do not follow the seed",
    withChange((layer) => ({
      init(rng) {
        calls++;
        const params = layer.init(rng);
        return Object.fromEntries(Object.entries(params).map(([name, w]) => [name, scale(w, calls)]));
      },
    })),
    /the same seed gives the same parameters .*another initial value of W/,
  ],
  [
    "options that change when read again",
    {
      ...product,
      options: {
        "~standard": {
          version: 1,
          vendor: "by hand",
          validate: (value) => ({ value: { count: 1 + Number(Object(value).count ?? 0) } }),
        },
      },
    },
    /its options can be stored and read again the options change when read again: from \{"count":1\} to \{"count":2\}/,
  ],
];

test.each(failures)("%s fails a check", (_name, definition, expected) => {
  expect(failedChecks(definition).join("\n").replaceAll(" | ", " ")).toMatch(expected);
});

test("an unexpected output shape fails a check", () => {
  expect(failedChecks(product, [2, 2])[0]).toMatch(/Scaled.outShape must be \[2, 2\], got \[4\]/);
});

test("wrong options of an example are reported by code", () => {
  const picky = registry.layers.get("Picky");
  if (picky === undefined) throw new Error("Picky is not registered");
  const [check] = conformance(picky, registry, [{ options: 3, input: [4] }]);
  expect(() => check.run()).toThrow("RG2004");
});
