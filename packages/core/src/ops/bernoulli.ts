import { argumentError, requireMembers } from "../argument.js";
import type { Rng } from "../random/rng.js";
import type { Shape } from "../shape.js";
import { bufferOf, type Tensor, type TensorOptions, zeros } from "../tensor.js";

/** Which half of a float64 number has the sign: the second on every machine that stores the lower bytes first. */
const upperHalf = new Int32Array(Float64Array.of(-0).buffer)[0] === 0 ? 1 : 0;

/** Uniform numbers that are drawn at once. */
const chunk = 8192;

/** A mask that keeps each number with a probability, and makes up for those it drops: `y = 1 / keep where u < keep, else 0`,
 *  with one uniform number u of `rng` for each element, in row-major order.
 *  keep: above 0, at most 1
 *  @throws RetrogradError E_ARGUMENT */
export function bernoulli(shape: Shape, keep: number, rng: Rng, options: TensorOptions = {}): Tensor {
  if (!(keep > 0 && keep <= 1))
    throw argumentError("bernoulli", "keep", "a probability above 0 and at most 1", keep);
  requireMembers("bernoulli", "rng", rng, {
    expected: "a random stream, such as philoxStreams(0).stream(name)",
    members: { fill: "function" },
  });
  const y = zeros(shape, options);
  const out = bufferOf(y);
  const uniforms = new Float64Array(Math.min(chunk, out.length));
  const signs = new Int32Array(uniforms.buffer);
  const values = Float64Array.of(0, 1 / keep);
  for (let begin = 0; begin < out.length; begin += chunk) {
    const count = Math.min(chunk, out.length - begin);
    const drawn = uniforms.subarray(0, count);
    rng.fill(drawn);
    // u < keep by the sign bit of the difference: a processor would guess every second branch wrong, which takes twice as long
    for (let i = 0; i < count; i++) {
      drawn[i] -= keep;
      out[begin + i] = values[signs[2 * i + upperHalf] >>> 31];
    }
  }
  return y;
}
