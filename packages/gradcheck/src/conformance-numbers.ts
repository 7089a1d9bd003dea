import { createPortableEngine, type DType, type Engine, RetrogradError, type Shape } from "@retrograd/core";
import type { Layer, Params } from "@retrograd/network";
import { type LayerPass, passOf } from "./layer-pass.js";

// float32 has 2^-24 of relative rounding; a few hundred operations deep, 1e-4 of the largest number is ample, and as many
// units more of float64
const precision = { f32: 1e-4, f64: 1e-11 };

const words = { f32: "float32", f64: "float64" };

/** Compares everything that a pass has computed with another's, to within the rounding of its own number type.
 *  @throws RetrogradError E_MODEL naming the tensor and the element */
export function expectNear(rough: LayerPass, exact: LayerPass): void {
  const wanted = computed(exact);
  for (const [name, tensor] of Object.entries(computed(rough))) {
    if (tensor.dtype !== rough.dtype)
      throw broken(`${name} must be ${words[rough.dtype]} where the layer is, got ${words[tensor.dtype]}`);
    const reference = wanted[name]?.data ?? [];
    const largest = Math.max(1, ...Array.from(reference, Math.abs));
    const values = Array.from(tensor.data);
    const wrong = values.findIndex(
      (value, i) => !(Math.abs(value - (reference[i] ?? Number.NaN)) <= precision[rough.dtype] * largest),
    );
    if (wrong >= 0) {
      const sides = `${sideOf(rough)} gives ${values[wrong]}, ${sideOf(exact)} ${reference[wrong]}`;
      throw broken(`${name}: ${sides} at element ${wrong}`);
    }
  }
}

/** Compares a layer on the portable engine with the same on the reference engine, in both number types.
 *  build: a layer for a number type and an engine */
export function checkEngines(build: (dtype: DType, engine?: Engine) => Layer, input: Shape): void {
  const engine = createPortableEngine();
  for (const dtype of ["f32", "f64"] as const) {
    expectNear(
      passOf(build(dtype, engine), input, { dtype, engine }),
      passOf(build(dtype), input, { dtype }),
    );
  }
}

function sideOf({ dtype, x }: LayerPass): string {
  return `${words[dtype]} on ${x.engine.name}`;
}

function computed({ forward, back }: LayerPass): Params {
  return { y: forward.y, ...back.grads, ...(back.dx && { dx: back.dx }) };
}

/** An error about a layer that breaks a promise. */
export function broken(message: string): RetrogradError {
  return new RetrogradError("E_MODEL", message);
}
