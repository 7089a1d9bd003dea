import { createPortableEngine, RetrogradError } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import type { LayerPass, PassOptions } from "./layer-pass.js";

// float32 has 2^-24 of relative rounding; a few hundred operations deep, 1e-4 of the largest number is ample, and as many
// units more of float64
const precision = { f32: 1e-4, f64: 1e-11 };

// Where numbers are not made of larger ones that cancel, a fourth of that is ample; it is asked for in one of a few seeds,
// since a few random numbers may lie near to each other.
const close = 0.25;
const seeds = [0, 1, 2];

// Numbers that are this much smaller than the largest of a pass may be what is left of it.
const leftOver = 1 / 20;

const words = { f32: "float32", f64: "float64" };

// The usual batch, and one of many rows.
const batches = [3, 67];

/** Compares all that a pass computes with what another does, to within the rounding of its own number type, by the largest
 *  number of each tensor: loosely for each of a few seeds, and closely for one of them at least.
 *  rough, exact: run a pass on the same numbers
 *  @throws RetrogradError E_MODEL naming the tensor and the element */
export function expectNear(
  rough: (options: PassOptions) => LayerPass,
  exact: (options: PassOptions) => LayerPass,
): void {
  for (const rows of batches) {
    const gaps = seeds.map((seed) => gapsOf(rough({ rows, seed }), exact({ rows, seed })));
    for (const [name, first] of Object.entries(gaps[0])) {
      const own = gaps.map((all) => all[name] ?? first);
      const loose = own.find(({ off, largest }) => !(off <= Math.max(1, largest)));
      if (loose !== undefined) throw broken(loose.message);
      if (own.every(({ off, scale }) => !(off <= close * scale))) throw broken(first.message);
    }
  }
}

/** How far the numbers of a tensor are from what they should be. */
interface Gap {
  /** In units of what its number type allows for a number of size 1. */
  readonly off: number;
  /** Of the tensor itself. */
  readonly largest: number;
  /** That its rounding goes by. */
  readonly scale: number;
  readonly message: string;
}

function gapsOf(rough: LayerPass, exact: LayerPass): Readonly<Record<string, Gap>> {
  const wanted = computed(exact);
  const sizes = Object.fromEntries(Object.entries(wanted).map(([name, { data }]) => [name, largestOf(data)]));
  const all = Math.max(1, ...Object.values(sizes));
  const entries = Object.entries(computed(rough)).map(([name, tensor]) => {
    if (tensor.dtype !== rough.dtype)
      throw broken(`${name} must be ${words[rough.dtype]} where the layer is, got ${words[tensor.dtype]}`);
    const reference = wanted[name]?.data ?? [];
    let [worst, off] = [0, 0];
    for (let i = 0; i < tensor.size && !Number.isNaN(off); i++) {
      const gap = Object.is(tensor.data[i], reference[i]) ? 0 : Math.abs(tensor.data[i] - reference[i]);
      if (!(gap <= off)) [worst, off] = [i, gap];
    }
    const sides = `${sideOf(rough)} gives ${tensor.data[worst]}, ${sideOf(exact)} ${reference[worst]}`;
    const message = `${name}: ${sides} at element ${worst}, in a batch of ${rough.x.shape[0]}`;
    const largest = sizes[name] ?? 0;
    const scale = Math.max(largest, leftOver * all);
    return [name, { off: off / precision[rough.dtype], largest, scale, message }] as const;
  });
  return Object.fromEntries(entries);
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > largest) largest = Math.abs(values[i]);
  return largest;
}

/** Compares a layer on the portable engine with the same on the reference engine, in both number types.
 *  pass: on a number type and an engine */
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

function computed({ forward, back }: LayerPass): Params {
  return { y: forward.y, ...back.grads, ...(back.dx && { dx: back.dx }) };
}

/** An error about a layer that breaks a promise. */
export function broken(message: string): RetrogradError {
  return new RetrogradError("E_MODEL", message);
}
