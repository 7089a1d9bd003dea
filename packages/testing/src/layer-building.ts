import { philoxStreams, referenceEngine, type Tensor, tensor } from "@retrograd/core";
import type { BuildContext, ForwardContext } from "@retrograd/plugin";

/** What a layer is built for in these tests: float64 on the reference engine, every initializer giving ones. */
export const f64: BuildContext = {
  engine: referenceEngine,
  dtype: "f64",
  initializer: () => (size) => new Float64Array(size).fill(1),
};

/** A forward pass that also wants the gradient by the input. */
export const training: ForwardContext = {
  mode: "train",
  rng: philoxStreams(0).stream("test"),
  needsInputGradient: true,
};

/** A float64 matrix from its rows. */
export function matrix(rows: readonly (readonly number[])[]): Tensor {
  return tensor(rows.flat(), [rows.length, rows[0]?.length ?? 0], { dtype: "f64" });
}
