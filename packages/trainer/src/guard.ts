import { bufferOf, RetrogradError, type Tensor } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";

/** What a step computes with. */
interface StepInputs {
  readonly step: number;
  readonly x: Tensor;
  readonly params: NetworkParams;
}

/** Looks at each layer's output as it is computed: whatever is not finite in the data, in a parameter or in an output shows
 *  there at once, even where a later layer hides it, as Relu hides minus infinity. A gradient that is not finite shows in
 *  the parameter that it updated, one step later. Costs one sum of each output.
 *  @throws RetrogradError E_DIVERGED naming step, layer and tensor: the layer's parameter, the batch, or else its output */
export function watchOutputs({ step, x, params }: StepInputs): (id: string, y: Tensor) => void {
  return (id, y) => {
    if (firstNotFinite(y) === undefined) return;
    for (const [name, tensor] of Object.entries(params[id] ?? {}))
      requireFinite(tensor, `${id}.${name}`, `in step ${step}`, step);
    requireFinite(x, "the batch", `of step ${step}`, step);
    requireFinite(y, `the output of ${id}`, `in step ${step}`, step);
  };
}

/** Checks a loss; `what` names it and its step.
 *  @throws RetrogradError E_DIVERGED */
export function requireFiniteLoss(loss: number, step: number, what: string): void {
  if (Number.isFinite(loss)) return;
  throw new RetrogradError(
    "E_DIVERGED",
    `training diverged: ${what} is ${loss}. Try a smaller learning rate, and inputs and targets near 0`,
    { data: { step, loss } },
  );
}

/** Checks what a step has left: parameters, and what the optimizer remembers.
 *  @throws RetrogradError E_DIVERGED naming step, layer and tensor */
export function checkFinite(
  params: NetworkParams,
  { step, optimizer }: { readonly step: number; readonly optimizer: Readonly<Record<string, Tensor>> },
): void {
  for (const [id, own] of Object.entries(params)) {
    for (const [name, tensor] of Object.entries(own))
      requireFinite(tensor, `${id}.${name}`, `after step ${step}`, step);
  }
  for (const [name, tensor] of Object.entries(optimizer))
    requireFinite(tensor, name, `after step ${step}`, step);
}

function requireFinite(tensor: Tensor, name: string, when: string, step: number): void {
  const at = firstNotFinite(tensor);
  if (at === undefined) return;
  throw new RetrogradError(
    "E_DIVERGED",
    `training diverged: ${name} ${when} holds ${tensor.data[at]}. Try a smaller learning rate, and inputs and targets near 0`,
    { data: { step, tensor: name } },
  );
}

/** Where the first number stands that is not finite. Costs one sum where there is none. */
function firstNotFinite(tensor: Tensor): number | undefined {
  const { data, engine } = tensor;
  // of float64 numbers the sum may overflow where none of them is infinite
  if (Number.isFinite(engine.kernels.sum(bufferOf(tensor)))) return undefined;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    // 0 for every number but NaN and the infinities
    if (value - value !== 0) return i;
  }
  return undefined;
}
