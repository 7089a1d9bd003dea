import { type Shape, sizeOf } from "@retrograd/core";
import { type Network, parameterCount, parameterOwners } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultBatch } from "../sections/train-section.js";
import type { RawMapping } from "./raw-sections.js";

const gibibyte = 2 ** 30;

/** Maximum memory of the inputs of one batch, in bytes. */
const maxBatchBytes = gibibyte;

/** Maximum memory of all parameters, in bytes: what the portable engine can address. */
const maxParameterBytes = 4 * gibibyte;

/** Checks that a batch and the parameters can fit into memory. Allocates nothing. */
export function checkMemory(train: RawMapping | undefined, network: Network | undefined): readonly Mistake[] {
  if (network === undefined) return [];
  const bytesPerNumber = network.dtype === "f64" ? 8 : 4;
  return [
    ...(train === undefined ? [] : checkBatch(train, network.input, bytesPerNumber)),
    ...checkParameters(network, bytesPerNumber),
  ];
}

function checkBatch(train: RawMapping, input: Shape, bytesPerNumber: number): readonly Mistake[] {
  const { batch = defaultBatch } = train;
  if (typeof batch !== "number") return [];
  const bytes = batch * sizeOf(input) * bytesPerNumber;
  if (!(bytes > maxBatchBytes)) return [];
  const maxBatch = Math.floor(maxBatchBytes / (sizeOf(input) * bytesPerNumber));
  const fix = maxBatch > 0 ? `"batch" must be at most ${maxBatch} here` : "use a smaller input";
  const message = `the inputs of a batch of ${batch} would take ${inGibibytes(bytes)}, more than 1 GiB: ${fix}`;
  return train.batch === undefined
    ? [{ code: "RG4005", path: ["train"], at: "inside", message, got: inGibibytes(bytes) }]
    : [{ code: "RG4005", path: ["train", "batch"], at: "value", message, got: inGibibytes(bytes) }];
}

function checkParameters(network: Network, bytesPerNumber: number): readonly Mistake[] {
  let bytes = 0;
  for (const [index, layer] of parameterOwners(network).entries()) {
    bytes += parameterCount(layer) * bytesPerNumber;
    if (bytes <= maxParameterBytes) continue;
    const got = inGibibytes(bytes);
    const message = `the parameters up to ${layer.id} take ${got}, more than 4 GiB: make this layer or the ones before it smaller`;
    return [{ code: "RG4006", path: ["model", "layers", index], at: "value", message, got }];
  }
  return [];
}

function inGibibytes(bytes: number): string {
  return `${Number((bytes / gibibyte).toPrecision(3))} GiB`;
}
