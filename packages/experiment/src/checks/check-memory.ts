import { sizeOf } from "@retrograd/core";
import { type Network, parameterCount, parameterOwners, stateCount, stepBytes } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultBatch } from "../sections/train-section.js";
import type { RawMapping } from "./raw-sections.js";

const gibibyte = 2 ** 30;

/** Maximum memory of the inputs of one batch, in bytes. */
const maxBatchBytes = gibibyte;

/** What the portable engine can address, in bytes: the maximum memory of all parameters and state, and of a training step on a batch. */
const addressableBytes = 4 * gibibyte;

/** Checks that a training step and the parameters can fit into memory. Allocates nothing. */
export function checkMemory(train: RawMapping | undefined, network: Network | undefined): readonly Mistake[] {
  if (network === undefined) return [];
  const bytesPerNumber = network.dtype === "f64" ? 8 : 4;
  return [
    ...(train === undefined ? [] : checkBatch(train, network, bytesPerNumber)),
    ...checkParameters(network, bytesPerNumber),
  ];
}

function checkBatch(train: RawMapping, network: Network, bytesPerNumber: number): readonly Mistake[] {
  const { batch = defaultBatch } = train;
  if (typeof batch !== "number") return [];
  const inputBytes = sizeOf(network.input) * bytesPerNumber;
  const sampleBytes = stepBytes(network, 1);
  const [what, perSample, maximum] =
    batch * inputBytes > maxBatchBytes
      ? ["the inputs of", inputBytes, maxBatchBytes]
      : ["the outputs of all layers and their gradients, for", sampleBytes, addressableBytes];
  if (!(batch * perSample > maximum)) return [];
  const maxBatch = Math.min(
    Math.floor(maxBatchBytes / inputBytes),
    Math.floor(addressableBytes / sampleBytes),
  );
  const fix =
    maxBatch > 0 ? `"batch" must be at most ${maxBatch} here` : "use a smaller input or narrower layers";
  const got = inGibibytes(batch * perSample);
  const message = `${what} a batch of ${batch} would take ${got}, more than ${inGibibytes(maximum)}: ${fix}`;
  return train.batch === undefined
    ? [{ code: "RG4005", path: ["train"], at: "inside", message, got }]
    : [{ code: "RG4005", path: ["train", "batch"], at: "value", message, got }];
}

function checkParameters(network: Network, bytesPerNumber: number): readonly Mistake[] {
  let bytes = 0;
  for (const [index, layer] of parameterOwners(network).entries()) {
    bytes += (parameterCount(layer) + stateCount(layer.layer)) * bytesPerNumber;
    if (bytes <= addressableBytes) continue;
    const got = inGibibytes(bytes);
    const message = `the parameters and the state up to ${layer.id} take ${got}, more than 4 GiB: make this layer or the ones before it smaller`;
    return [{ code: "RG4006", path: ["model", "layers", index], at: "value", message, got }];
  }
  return [];
}

function inGibibytes(bytes: number): string {
  return `${Number((bytes / gibibyte).toPrecision(3))} GiB`;
}
