import type { Network } from "./network.js";
import { numbersPerSample } from "./output-size.js";

/** Keeps the kernels of small networks busy. */
const maximumRows = 1000;
/** Maximum size of all layers' outputs together, in bytes. An engine keeps each output until the pass ends, and layers such as
 *  convolutions need several times as much in addition. */
const maximumBytes = 64 * 2 ** 20;

/** Number of samples in one forward pass without gradients: 1,000, or as many as keep the outputs of all layers below 64 MiB,
 *  and at least 1. It depends on the network alone, so that the same network gives the same bits on every machine. */
export function rowsPerPass(network: Network): number {
  const bytes = numbersPerSample(network) * (network.dtype === "f32" ? 4 : 8);
  return Math.max(1, Math.min(maximumRows, Math.floor(maximumBytes / bytes)));
}
