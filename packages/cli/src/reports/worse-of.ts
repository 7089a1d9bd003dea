import type { Comparison, TensorReport } from "@retrograd/gradcheck";

/** Of the layer alone and the way to the loss, the one that is further off. */
export function worseOf({ local, whole }: TensorReport): Comparison | undefined {
  if (local === undefined || whole === undefined) return local ?? whole;
  return local.error > whole.error ? local : whole;
}
