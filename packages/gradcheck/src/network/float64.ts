import { RetrogradError, type Tensor } from "@retrograd/core";

/** Checks that all tensors are float64. The precision of float32 is too low to detect a wrong gradient by differences.
 *  @throws RetrogradError E_DTYPE */
export function requireFloat64(what: string, tensors: readonly Tensor[]): void {
  if (tensors.some((tensor) => tensor.dtype !== "f64")) {
    throw new RetrogradError(
      "E_DTYPE",
      `${what}: a gradient check needs float64; build it with { dtype: "f64" }`,
    );
  }
}
