import { type Shape, sizeOf } from "@retrograd/core";
import { type Network, parameterCount } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { defaultBatch } from "../sections/train-section.js";
import { asMapping } from "./plain-mapping.js";

const gibibyte = 2 ** 30;

/** Most memory that the inputs of one batch may take, in bytes. */
const batchLimit = gibibyte;

/** Most memory that parameters may take, in bytes: what the portable engine can address. */
const parameterLimit = 4 * gibibyte;

/** What could never be computed: a batch or parameters beyond any memory. Allocates nothing. */
export function checkMemory(raw: unknown, network: Network | undefined): readonly Mistake[] {
  if (network === undefined) return [];
  const width = network.dtype === "f64" ? 8 : 4;
  return [...batchMistakes(raw, network.input, width), ...parameterMistakes(network, width)];
}

function batchMistakes(raw: unknown, input: Shape, width: number): readonly Mistake[] {
  const train = asMapping(asMapping(raw)?.train);
  const { batch = defaultBatch } = train ?? {};
  if (train === undefined || typeof batch !== "number") return [];
  const bytes = batch * sizeOf(input) * width;
  if (!(bytes > batchLimit)) return [];
  const most = Math.floor(batchLimit / (sizeOf(input) * width));
  const mend = most > 0 ? `"batch" must be at most ${most} here` : "an input must be smaller";
  const message = `the inputs of a batch of ${batch} would take ${inGibibytes(bytes)}, more than 1 GiB: ${mend}`;
  return train.batch === undefined
    ? [{ code: "RG4005", path: ["train"], at: "inside", message, got: inGibibytes(bytes) }]
    : [{ code: "RG4005", path: ["train", "batch"], at: "value", message, got: inGibibytes(bytes) }];
}

function parameterMistakes({ layers }: Network, width: number): readonly Mistake[] {
  let bytes = 0;
  for (const [index, layer] of layers.entries()) {
    bytes += parameterCount(layer) * width;
    if (bytes <= parameterLimit) continue;
    const message = `${layer.id} brings the parameters to ${inGibibytes(bytes)}, more than 4 GiB: make it or the layers before it smaller`;
    const got = inGibibytes(bytes);
    return [{ code: "RG4006", path: ["model", "layers", index], at: "value", message, got }];
  }
  return [];
}

function inGibibytes(bytes: number): string {
  return `${Number((bytes / gibibyte).toPrecision(3))} GiB`;
}
