import { readFileSync } from "node:fs";
import { type Engine, type Shape, sizeOf, type Tensor, tensor } from "@retrograd/core";

/** Sums with random signs that a fixture has of each tensor: `SUMS` of fixtures/random_numbers.py. */
const sumsOfTensor = 3;

/** The first line of a fixture, the version of PyTorch, and its cases. */
export function readFixture(name: string): { readonly version: string; readonly cases: readonly string[] } {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
  const [version = "", ...cases] = text.trimEnd().split("\n");
  return { version, cases };
}

/** The random numbers of one case of a fixture, in float64. */
export interface FixtureNumbers {
  /** The next word of 32 bits. */
  word(): number;
  /** Numbers from -bound to bound. */
  uniform(shape: Shape, bound: number): Tensor;
}

/** The generator of fixtures/random_numbers.py. */
export function fixtureNumbers(seed: number, engine: Engine): FixtureNumbers {
  let state = seed;
  const word = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
  return {
    word,
    uniform: (shape, bound) =>
      tensor(
        Array.from({ length: sizeOf(shape) }, () => (word() / 2 ** 31 - 1) * bound),
        shape,
        { dtype: "f64", engine },
      ),
  };
}

/** Little-endian float64 in base64. */
function floats(base64: string): Float64Array {
  const bytes = Buffer.from(base64, "base64");
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
}

/** The largest difference from the values of a case: of the loss, if there is one, and of each tensor's sums, relative to the largest
 *  element. base64: the values
 *  @throws Error when other values were compared than the case has */
export function differenceFrom(
  base64: string,
  { word }: FixtureNumbers,
  { loss, tensors }: { readonly loss?: number; readonly tensors: readonly Tensor[] },
): number {
  const expected = floats(base64);
  const differences: number[] = [];
  let offset = 0;
  const compare = (got: number, scale: number) => {
    const difference = Math.abs(got - (expected[offset++] ?? Number.NaN));
    differences.push(difference === 0 ? 0 : difference / scale);
  };
  if (loss !== undefined) compare(loss, Math.abs(loss));
  for (const { data } of tensors) {
    const elements = Array.from(data);
    const largest = elements.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < sumsOfTensor; i++) {
      const sum = elements.reduce((total, value) => total + (word() < 2 ** 31 ? value : -value), 0);
      compare(sum, largest);
    }
  }
  if (offset !== expected.length) throw new Error(`${expected.length} values, but ${offset} were compared`);
  return Math.max(...differences);
}
