import {
  formatShape,
  type GatherOptions,
  gather,
  RetrogradError,
  requireMembers,
  reshape,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
} from "@retrograd/core";
import type { SampleSet } from "@retrograd/plugin";
import { requireSamples } from "../stored/require-samples.js";

/** A minibatch. */
export interface Batch {
  /** [batch, ...inputShape] */
  readonly x: Tensor;
  /** [batch] class indices, or [batch, targets] values */
  readonly t: Tensor;
}

/** Options of `batchTensors`. */
export interface BatchTensorsOptions extends GatherOptions {
  /** Shape of one input as the network takes it, such as [1, 28, 28] for rows of [784]. Default: the shape of a row. */
  readonly inputShape?: Shape;
}

/** The samples at `indices` as tensors, read from memory or storage, scaled and widened in one pass.
 *  @throws RetrogradError E_SHAPE when an index is out of range, or the size of inputShape is not that of a row */
export function batchTensors(
  samples: SampleSet,
  indices: ArrayLike<number>,
  options: BatchTensorsOptions,
): Batch {
  requireSamples("batchTensors", samples);
  requireMembers("batchTensors", "options", options, {
    expected: "{ engine, dtype, inputShape? }",
    members: { engine: "object", dtype: "string" },
  });
  if ("read" in samples) {
    return batchTensors(
      samples.read(indices),
      Int32Array.from(indices, (_, row) => row),
      options,
    );
  }
  const { inputShape = samples.x.shape } = options;
  if (sizeOf(inputShape) !== sizeOf(samples.x.shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `the network takes inputs ${formatShape(inputShape)}, but rows of the data are ${formatShape(samples.x.shape)}: ${sizeOf(inputShape)} and ${sizeOf(samples.x.shape)} numbers`,
    );
  }
  const rows = gather(samples.x, indices, options);
  const x = sameShape(inputShape, samples.x.shape) ? rows : reshape(rows, [indices.length, ...inputShape]);
  return { x, t: gather(samples.t, indices, options) };
}
