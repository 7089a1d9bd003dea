import {
  addRow,
  broadcastOthers,
  multiply,
  reshape,
  type Tensor,
  type TensorOptions,
  tensor,
  zeros,
} from "@retrograd/core";

/** The mask of queries that see no later step: [time, time], 1 where the key is not later. */
export function causalMask(time: number, options: TensorOptions): Tensor {
  const values = Float64Array.from({ length: time * time }, (_, i) =>
    i % time <= Math.floor(i / time) ? 1 : 0,
  );
  return tensor(values, [time, time], options);
}

/** The mask of scores [batch, heads, time, times], from which keys are padding and from what causality allows.
 *  padding: [batch, times], causal: [time, times] -> [batch or 1, 1, time or 1, times] */
export function scoreMask(padding: Tensor | undefined, causal: Tensor | undefined): Tensor | undefined {
  const [time = 0, times = 0] = causal?.shape ?? [];
  if (padding === undefined) return causal && reshape(causal, [1, 1, time, times]);
  const [batch = 0, keys = 0] = padding.shape;
  if (causal === undefined) return reshape(padding, [batch, 1, 1, keys]);
  const repeated = addRow(zeros([batch, causal.size], causal), reshape(causal, [causal.size]));
  return reshape(broadcastOthers(multiply, reshape(repeated, [batch, time, times]), padding, 1), [
    batch,
    1,
    time,
    times,
  ]);
}
