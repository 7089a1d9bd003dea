import { bufferOf, RetrogradError, type Tensor, zeros } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";
import type { Optimizer, UpdateContext } from "@retrograd/plugin";

/** What an optimizer remembers: a tensor for each slot and parameter, named "Adam.m/Affine1.W". Written in place by each
 *  step. The parameters in the network's order, the slots of each in the optimizer's. */
export type OptimizerState = Readonly<Record<string, Tensor>>;

/** The state before the first step, in the parameters' number type, on their engine. Call it outside any scope, which would release it. */
export function initOptimizerState({ type, slots }: Optimizer, params: NetworkParams): OptimizerState {
  const state: Record<string, Tensor> = {};
  for (const [id, own] of Object.entries(params)) {
    for (const [name, w] of Object.entries(own)) {
      for (const [slot, first] of Object.entries(slots)) {
        const made = zeros(w.shape, w);
        bufferOf(made).fill(first);
        state[`${type}.${slot}/${id}.${name}`] = made;
      }
    }
  }
  return state;
}

/** One step of an optimizer for every parameter, in the network's order; writes into parameters and state.
 *  @throws RetrogradError E_SHAPE when a parameter has no gradient, or the state has no tensor for a slot */
export function updateParams(
  optimizer: Optimizer,
  {
    params,
    grads,
    state,
  }: { readonly params: NetworkParams; readonly grads: NetworkParams; readonly state: OptimizerState },
  ctx: UpdateContext,
): void {
  const names = Object.keys(optimizer.slots);
  for (const [id, own] of Object.entries(params)) {
    for (const [name, w] of Object.entries(own)) {
      const g = grads[id]?.[name];
      if (g === undefined) throw new RetrogradError("E_SHAPE", `backward gave no gradient for ${id}.${name}`);
      const slots: Record<string, Tensor> = {};
      for (const slot of names) {
        const key = `${optimizer.type}.${slot}/${id}.${name}`;
        const kept = state[key];
        if (kept === undefined) throw new RetrogradError("E_SHAPE", `the optimizer's state has no ${key}`);
        slots[slot] = kept;
      }
      optimizer.update(w, g, slots, ctx);
    }
  }
}
