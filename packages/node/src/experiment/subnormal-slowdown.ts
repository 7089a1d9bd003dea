import type { Engine } from "@retrograd/core";

const size = 128;
const rounds = 9;
const layout = { m: size, n: size, k: size, transposeA: false, transposeB: false };

/** How many times longer an engine's f32 product takes with subnormal numbers, below 2^-126, than with others: 1 on some
 *  processors, 15 and more on others. The median of interleaved products. `clock`: milliseconds. */
export function subnormalSlowdown({ kernels }: Engine, clock: () => number): number {
  const matrix = (value: number) => new Float32Array(size * size).fill(value);
  const [out, half, ones, tiny] = [matrix(0), matrix(0.5), matrix(1), matrix(1e-40)];
  const time = (a: Float32Array) => {
    const start = clock();
    kernels.matmul(out, a, half, layout);
    return clock() - start;
  };
  const ratios: number[] = [];
  time(ones);
  for (let round = 0; round < rounds; round++) {
    const usual = time(ones);
    ratios.push(time(tiny) / usual);
  }
  return ratios.toSorted((a, b) => a - b)[(rounds - 1) / 2] ?? 1;
}
