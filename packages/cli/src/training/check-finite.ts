import { RetrogradError } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";
import type { TrainingState } from "@retrograd/trainer";

/** Checks what a checkpoint is about to hold: none is written from a bad state.
 *  @throws RetrogradError E_DIVERGED naming step, layer and tensor */
export function checkFinite(params: NetworkParams, { step, optimizer }: TrainingState): void {
  const named = Object.entries(params).flatMap(([id, own]) =>
    Object.entries(own).map(([name, tensor]) => [`${id}.${name}`, tensor] as const),
  );
  for (const [name, { data }] of [...named, ...Object.entries(optimizer)]) {
    for (let i = 0; i < data.length; i++) {
      const value = data[i] ?? 0;
      // 0 for every number but NaN and the infinities, and much cheaper than Number.isFinite
      if (value - value === 0) continue;
      throw new RetrogradError(
        "E_DIVERGED",
        `training diverged: after step ${step}, ${name} holds ${value}. Try a smaller learning rate, or scale the inputs`,
        { data: { step, tensor: name } },
      );
    }
  }
}
