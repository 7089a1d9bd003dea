import { philoxStreams } from "../src/random/philox-streams.js";

/** Numbers of either sign, from tiny to large, the same for the same name. */
export function numbers(count: number, name: string): number[] {
  const rng = philoxStreams(7).stream(name);
  return Array.from({ length: count }, () => (rng.uniform() - 0.5) * 10 ** (4 * rng.uniform() - 2));
}
