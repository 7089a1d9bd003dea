import { bufferOf, RetrogradError, type Tensor, zeros } from "@retrograd/core";
import type { NetworkParams, ParameterRule } from "@retrograd/network";
import type { Optimizer, UpdateContext } from "@retrograd/plugin";
import { decayed } from "./weight-decay.js";

/** The state of an optimizer: a tensor for each slot of each parameter, named "Adam.m/Affine1.W". Each step writes it in
 *  place. Parameters are in the network's order, the slots of each in the optimizer's. */
export type OptimizerState = Readonly<Record<string, Tensor>>;

/** The state before the first step, with the dtype and engine of the parameters. Call it outside of any scope, which would
 *  release it. */
export function initOptimizerState({ type, slots }: Optimizer, params: NetworkParams): OptimizerState {
  const state: Record<string, Tensor> = {};
  for (const [id, layerParams] of Object.entries(params)) {
    for (const [name, w] of Object.entries(layerParams)) {
      for (const [slot, initial] of Object.entries(slots)) {
        const values = zeros(w.shape, w);
        bufferOf(values).fill(initial);
        state[`${type}.${slot}/${id}.${name}`] = values;
      }
    }
  }
  return state;
}

/** One step of an optimizer for every parameter, in the network's order. Adds weight decay to each gradient, then writes the
 *  new parameters and the new state in place.
 *  @throws RetrogradError E_SHAPE when a parameter has no gradient, or the state has no tensor for a slot */
export function updateParams(
  optimizer: Optimizer,
  {
    params,
    grads,
    state,
    rules,
  }: {
    readonly params: NetworkParams;
    readonly grads: NetworkParams;
    readonly state: OptimizerState;
    /** By the name of the parameter: "Affine1.W". Default: none. */
    readonly rules?: ReadonlyMap<string, ParameterRule>;
  },
  ctx: UpdateContext,
): void {
  const { type, decay } = optimizer;
  const names = Object.keys(optimizer.slots);
  for (const [id, layerParams] of Object.entries(params)) {
    for (const [name, w] of Object.entries(layerParams)) {
      const g = grads[id]?.[name];
      if (g === undefined) throw new RetrogradError("E_SHAPE", `backward gave no gradient for ${id}.${name}`);
      const slots: Record<string, Tensor> = {};
      for (const slot of names) {
        const key = `${type}.${slot}/${id}.${name}`;
        const tensor = state[key];
        if (tensor === undefined) throw new RetrogradError("E_SHAPE", `the optimizer's state has no ${key}`);
        slots[slot] = tensor;
      }
      const rule = rules?.get(`${id}.${name}`);
      const own = rule === undefined ? ctx : contextOf(ctx, rule);
      optimizer.update(w, decay === undefined ? g : decayed(g, w, decay, own), slots, own);
    }
  }
}

/** The context of a parameter that has a rule. */
function contextOf(ctx: UpdateContext, { rate = 1, decay }: ParameterRule): UpdateContext {
  return { ...ctx, lr: ctx.lr * rate, ...(decay === undefined ? {} : { decays: decay }) };
}
