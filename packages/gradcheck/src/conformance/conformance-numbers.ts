import { createPortableEngine, RetrogradError } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import type { LayerPass, PassOptions } from "./layer-pass.js";

// The relative rounding of float32 is 2^-24; 1e-4 of the largest number leaves room for a few hundred operations. The
// tolerance of float64 is as many units.
const precision = { f32: 1e-4, f64: 1e-11 };

// Results that do not come from the cancellation of larger numbers are within a quarter of the tolerance. At least one of
// a few seeds must be that close, since random numbers may cancel by chance.
const close = 0.25;
const seeds = [0, 1, 2];

// Numbers below this part of the largest number of a pass may be the rest of a cancellation.
const remainder = 1 / 20;

const words = { f32: "float32", f64: "float64" };

// The usual number of rows, and a large one.
const batches = [3, 67];

/** Compares everything that a pass computes with the results of another pass, within the rounding of its number type and
 *  relative to the largest number of each tensor: loosely for each of a few seeds, and closely for at least one of them.
 *  rough, exact: run a pass on the same numbers
 *  @throws RetrogradError E_MODEL naming the tensor and the element */
export function expectNear(
  rough: (options: PassOptions) => LayerPass,
  exact: (options: PassOptions) => LayerPass,
): void {
  for (const rows of batches) {
    const gapsBySeed = seeds.map((seed) => gapsOf(rough({ rows, seed }), exact({ rows, seed })));
    for (const [name, first] of Object.entries(gapsBySeed[0])) {
      const gaps = gapsBySeed.map((all) => all[name] ?? first);
      const loose = gaps.find(({ distance, largest }) => !(distance <= Math.max(1, largest)));
      if (loose !== undefined) throw broken(loose.message);
      if (gaps.every(({ distance, scale }) => !(distance <= close * scale))) throw broken(first.message);
    }
  }
}

/** The largest difference between two versions of a tensor. */
interface Gap {
  /** In units of the tolerance for a number of magnitude 1. */
  readonly distance: number;
  /** Largest number of the tensor. */
  readonly largest: number;
  /** Magnitude that determines the rounding. */
  readonly scale: number;
  readonly message: string;
}

function gapsOf(rough: LayerPass, exact: LayerPass): Readonly<Record<string, Gap>> {
  const expected = resultsOf(exact);
  const sizes = Object.fromEntries(
    Object.entries(expected).map(([name, { data }]) => [name, largestOf(data)]),
  );
  const largestResult = Math.max(1, ...Object.values(sizes));
  const entries = Object.entries(resultsOf(rough)).map(([name, tensor]) => {
    if (tensor.dtype !== rough.dtype)
      throw broken(`${name} must be ${words[rough.dtype]} where the layer is, got ${words[tensor.dtype]}`);
    const reference = expected[name]?.data ?? [];
    let [worst, difference] = [0, 0];
    for (let i = 0; i < tensor.size && !Number.isNaN(difference); i++) {
      const gap = Object.is(tensor.data[i], reference[i]) ? 0 : Math.abs(tensor.data[i] - reference[i]);
      if (!(gap <= difference)) [worst, difference] = [i, gap];
    }
    const sides = `${sideOf(rough)} gives ${tensor.data[worst]}, ${sideOf(exact)} ${reference[worst]}`;
    const message = `${name}: ${sides} at element ${worst}, in a batch of ${rough.x.shape[0]}`;
    const largest = sizes[name] ?? 0;
    const scale = Math.max(largest, remainder * largestResult);
    return [name, { distance: difference / precision[rough.dtype], largest, scale, message }] as const;
  });
  return Object.fromEntries(entries);
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > largest) largest = Math.abs(values[i]);
  return largest;
}

/** Compares a layer on the portable engine with the same layer on the reference engine, in both number types.
 *  pass: runs a pass with a number type and an engine */
export function checkEngines(pass: (options: PassOptions) => LayerPass): void {
  const engine = createPortableEngine();
  for (const dtype of ["f32", "f64"] as const) {
    expectNear(
      (options) => pass({ ...options, dtype, engine }),
      (options) => pass({ ...options, dtype }),
    );
  }
}

function sideOf({ dtype, x }: LayerPass): string {
  return `${words[dtype]} on ${x.engine.name}`;
}

function resultsOf({ forward, back }: LayerPass): Params {
  const states = Object.entries(forward.state ?? {}).map(([name, next]) => [`the state ${name}`, next]);
  return { y: forward.y, ...back.grads, ...(back.dx && { dx: back.dx }), ...Object.fromEntries(states) };
}

/** An error about a layer that does not meet a requirement. */
export function broken(message: string): RetrogradError {
  return new RetrogradError("E_MODEL", message);
}
