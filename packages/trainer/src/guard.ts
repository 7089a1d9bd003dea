import { bufferOf, RetrogradError, type Tensor } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";

/** The inputs of a step. */
interface StepInputs {
  readonly step: number;
  readonly x: Tensor;
  readonly params: NetworkParams;
}

/** Checks each layer's output as it is computed. This detects NaN and infinities in the data, in a parameter or in an output
 *  immediately, even if a later layer hides them, as Relu hides minus infinity. A gradient that is not finite is detected one
 *  step later, in the parameter that it updated. Costs one sum per output.
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

/** Checks the result of a step: the parameters, and the state of the optimizer.
 *  @throws RetrogradError E_DIVERGED naming step, layer and tensor */
export function checkFinite(
  params: NetworkParams,
  { step, optimizer }: { readonly step: number; readonly optimizer: Readonly<Record<string, Tensor>> },
): void {
  for (const [id, layerParams] of Object.entries(params)) {
    for (const [name, tensor] of Object.entries(layerParams))
      requireFinite(tensor, `${id}.${name}`, `after step ${step}`, step);
  }
  for (const [name, tensor] of Object.entries(optimizer))
    requireFinite(tensor, name, `after step ${step}`, step);
}

function requireFinite(tensor: Tensor, name: string, when: string, step: number): void {
  const index = firstNotFinite(tensor);
  if (index === undefined) return;
  throw new RetrogradError(
    "E_DIVERGED",
    `training diverged: ${name} ${when} holds ${tensor.data[index]}. Try a smaller learning rate, and inputs and targets near 0`,
    { data: { step, tensor: name } },
  );
}

/** Index of the first number that is not finite. Costs one sum if there is none. */
function firstNotFinite(tensor: Tensor): number | undefined {
  const { data, engine } = tensor;
  // the sum of finite float64 numbers can overflow
  if (Number.isFinite(engine.kernels.sum(bufferOf(tensor)))) return undefined;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    // 0 for every number but NaN and the infinities
    if (value - value !== 0) return i;
  }
  return undefined;
}
