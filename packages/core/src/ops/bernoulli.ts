import { argumentError, requireMembers } from "../argument.js";
import type { Rng } from "../random/rng.js";
import type { Shape } from "../shape.js";
import { bufferOf, newTensor, type Tensor, type TensorOptions, zeros } from "../tensor.js";

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
  const { engine, size } = y;
  const uniforms = newTensor(engine, "f64", [Math.min(chunk, size)]);
  for (let begin = 0; begin < size; begin += chunk) {
    const out = bufferOf(y).subarray(begin, begin + chunk);
    const drawn = bufferOf(uniforms).subarray(0, out.length);
    rng.fill(drawn);
    engine.kernels.keepBelow(out, drawn, keep, 1 / keep);
  }
  return y;
}
