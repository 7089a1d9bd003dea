import { hasRowState, type Network } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import type { RawMapping, RawSections } from "./raw-sections.js";

/** Checks that rows continue from batch to batch for layers that keep a state for each row, and that the order of the samples
 *  is kept where they do. */
export function checkStreams({ data, train }: RawSections, network: Network | undefined): readonly Mistake[] {
  if (train === undefined) return [];
  if (train.sampling === "streams") return checkOrderOfData(data);
  const id = network?.layers.find(({ layer }) => hasRowState(layer))?.id;
  if (id === undefined) return [];
  const message = `${id} keeps a state for each row of the batch, so rows must continue from batch to batch: write sampling: streams, or change the option of ${id} that asks for it, such as carry: true`;
  const [path, at] =
    train.sampling === undefined
      ? ([["train"], "inside"] as const)
      : ([["train", "sampling"], "value"] as const);
  return [{ code: "RG4009", path, at, message }];
}

function checkOrderOfData(data: RawMapping | undefined): readonly Mistake[] {
  if (data?.stratify !== true) return [];
  const message =
    "stratify takes samples of each class for every split, and sampling: streams needs samples in the order of the data: remove stratify";
  return [{ code: "RG4009", path: ["data", "stratify"], at: "value", message }];
}
