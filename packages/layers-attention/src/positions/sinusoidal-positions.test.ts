import { createPortableEngine, referenceEngine, zeros } from "@retrograd/core";
import { checkLayer, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { attentionLayers } from "../plugin.js";
import { sinusoidalPositions } from "./sinusoidal-positions.js";

const registry = createRegistry(builtins, attentionLayers);

test.each([referenceEngine, createPortableEngine()])(
  "adds sin(t / base^(2i/size)) and cos(t / base^(2i/size)) in turns, on $name",
  (engine) => {
    const [time, size, base] = [7, 5, 100];
    const ctx = { ...f64, engine };
    const layer = sinusoidalPositions.create({ base }, [time, size], ctx);
    const { y } = layer.forward({}, zeros([2, time, size], ctx), { ...training });
    for (const [i, value] of Array.from(y.data).entries()) {
      const [t, j] = [Math.floor(i / size) % time, i % size];
      const angle = t / base ** ((2 * Math.floor(j / 2)) / size);
      expect(value).toBeCloseTo(j % 2 === 0 ? Math.sin(angle) : Math.cos(angle), 13);
    }
  },
);

test("its gradient is the derivative", () => {
  const layer = sinusoidalPositions.create({ base: 10000 }, [4, 3], f64);
  expect(layer).toMatchObject({ outShape: [4, 3], paramShapes: {}, mask: "keeps" });
  expect(checkLayer(layer, [4, 3]).verdict).toBe("pass");
  for (const { run } of conformance(sinusoidalPositions, registry, sinusoidalPositions.examples ?? [])) run();
});

test("a base that is not above 1, and samples that are not sequences, are refused", () => {
  expect(checkOptions(sinusoidalPositions, { base: 1 }, [])).toMatchObject({
    issues: [{ code: "RG2004", message: '"base" must be a number > 1, got 1' }],
  });
  expect(refusal(() => sinusoidalPositions.create({ base: 100 }, [4], f64))).toEqual({
    code: "E_SHAPE",
    message:
      "needs sequences of vectors, [time, size], got [4]: put an Embedding or an Affine with axis: last before it",
  });
});
