import { bufferOf, map, scale, type Tensor, tensor } from "@retrograd/core";
import { createRegistry, type Forward, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { conformance } from "./conformance.js";

const registry = createRegistry(testLayers);
const product = testLayers.layers?.find(({ type }) => type === "Scaled") as LayerDefinition;

/** Names of the promises that a layer breaks, with what is said of them. */
function brokenPromises(definition: LayerDefinition, output = [4]): readonly string[] {
  return conformance(definition, registry, [{ input: [4], output }]).flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name.replace(/^.*: /, "")} | ${error instanceof Error ? error.message : error}`];
    }
  });
}

/** The right layer with a part replaced. */
function perturbed(change: (layer: Layer) => Partial<Layer>): LayerDefinition {
  return {
    ...product,
    create(options, inShape, ctx) {
      const layer = product.create(options, inShape, ctx);
      return { ...layer, ...change(layer) };
    },
  };
}

/** The right layer with its way back replaced. */
function changedBackward(change: (forward: Forward, x: Tensor) => Forward["backward"]): LayerDefinition {
  return perturbed((layer) => ({
    forward(params, x, ctx) {
      const forward = layer.forward(params, x, ctx);
      return { y: forward.y, backward: change(forward, x) };
    },
  }));
}

test("a right layer keeps every promise", () => {
  expect(brokenPromises(product)).toEqual([]);
});

let calls = 0;

const breaches: readonly (readonly [string, LayerDefinition, RegExp])[] = [
  [
    "an output shape that is not declared",
    perturbed(() => ({ outShape: [5] })),
    /shapes .*outShape must be \[4\], got \[5\]/,
  ],
  ["a parameter that init forgets", perturbed(() => ({ init: () => ({}) })), /shapes/],
  [
    "a parameter of another shape",
    perturbed(() => ({ paramShapes: { W: [2] } })),
    /init's W must be \[2\], got \[4\]/,
  ],
  [
    "no dx",
    changedBackward(({ backward }) => (dy) => ({ grads: backward(dy).grads })),
    /shapes .* dx is missing/,
  ],
  [
    "a write into the upstream gradient",
    changedBackward(({ backward }) => (dy) => {
      bufferOf(dy)[0] = 0;
      return backward(dy);
    }),
    /mutated.* wrote into dy/,
  ],
  [
    "a write into the input",
    changedBackward(({ backward }, x) => (dy) => {
      bufferOf(x)[0] = 0;
      return backward(dy);
    }),
    /mutated.* wrote into x/,
  ],
  [
    "a backward that remembers",
    changedBackward(({ backward }) => (dy) => {
      calls++;
      return backward(scale(dy, calls));
    }),
    /mutated.* a second backward gives another/,
  ],
  [
    "a wrong gradient",
    changedBackward(({ backward }) => (dy) => ({ ...backward(dy), dx: scale(dy, 0.5) })),
    /gradients are the derivatives .*Scaled\.x\[/,
  ],
  [
    "float32 that is no float32",
    perturbed((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: tensor(Float64Array.from(y.data), y.shape, { dtype: "f64" }), backward };
      },
    })),
    /float32 .* y must be float32 where the layer is, got float64/,
  ],
  [
    "float32 that is far from float64",
    perturbed((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: x.dtype === "f32" ? map(y, (v) => Math.round(v * 100) / 100) : y, backward };
      },
    })),
    /float32 is near float64 y: float32 on reference gives .*, float64 on reference /,
  ],
  [
    "an engine that computes something else",
    perturbed((layer) => ({
      forward(params, x, ctx) {
        const { y, backward } = layer.forward(params, x, ctx);
        return { y: x.engine.name === "portable" ? scale(y, 1.001) : y, backward };
      },
    })),
    /every engine gives what the reference does y: float32 on portable gives .*, float32 on reference /,
  ],
  [
    "parameters that do not follow the seed",
    perturbed((layer) => ({
      init(rng) {
        calls++;
        const params = layer.init(rng);
        return Object.fromEntries(Object.entries(params).map(([name, w]) => [name, scale(w, calls)]));
      },
    })),
    /the same seed gives the same parameters .*another first value of W/,
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
    /its options survive being kept the options change when read again: from \{"count":1\} to \{"count":2\}/,
  ],
];

test.each(breaches)("%s is told", (_name, definition, expected) => {
  expect(brokenPromises(definition).join("\n").replaceAll(" | ", " ")).toMatch(expected);
});

test("an output shape that was not expected is told", () => {
  expect(brokenPromises(product, [2, 2])[0]).toMatch(/Scaled.outShape must be \[2, 2\], got \[4\]/);
});

test("wrong options of a case are told by code", () => {
  const picky = registry.layers.get("Picky");
  if (picky === undefined) throw new Error("Picky is not registered");
  const [check] = conformance(picky, registry, [{ options: 3, input: [4] }]);
  expect(() => check.run()).toThrow("RG2004");
});
