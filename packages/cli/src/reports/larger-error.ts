import type { Comparison, TensorReport } from "@retrograd/gradcheck";

/** The comparison with the larger error: that of the layer alone, or that through the layers up to the loss. */
export function largerError({ local, whole }: TensorReport): Comparison | undefined {
  if (local === undefined || whole === undefined) return local ?? whole;
  return local.error > whole.error ? local : whole;
}
