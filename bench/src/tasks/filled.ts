import { philoxStreams } from "@retrograd/core";

/** Numbers of both signs, none of them subnormal or large. */
export function filled(length: number): Float32Array {
  const block = philoxStreams(1).stream("bench").integers(2000, 10_007);
  return Float32Array.from({ length }, (_, i) => (block[i % block.length] - 999.5) / 1000);
}
