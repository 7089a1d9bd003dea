import type { Tensor } from "@retrograd/core";

/** The number of a loss, which forward returns as a number or as a tensor of shape []. */
export function lossValue(loss: number | Tensor): number {
  return typeof loss === "number" ? loss : (loss.data[0] ?? Number.NaN);
}
