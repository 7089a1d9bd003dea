import { formatShape, RetrogradError, sameShape, type Tensor } from "@retrograd/core";
import type { ForwardContext, Layer, Params } from "./contract/layer.js";

/** What is wrong with the state that a layer declares, as a clause; undefined if it is valid. */
export function stateSpecProblem({ state = {}, paramShapes }: Layer): string | undefined {
  for (const [name, spec] of Object.entries(state)) {
    if (name === "x") return 'a tensor of the state is called "x", the name of the layer\'s input: rename it';
    if (Object.hasOwn(paramShapes, name))
      return `a parameter and a tensor of the state are both called "${name}": rename one of them`;
    if (!Array.isArray(spec?.shape) || !Number.isFinite(spec.first))
      return `state.${name} must be { shape, first }: a list of axes, and a finite number`;
  }
  return undefined;
}

/** What is wrong with the next state that forward returned, as a clause without its subject; undefined if it is valid: nothing
 *  in mode "eval", and otherwise nothing or every declared tensor. */
export function nextStateProblem(
  next: Params | undefined,
  { state = {} }: Pick<Layer, "state">,
  mode: ForwardContext["mode"],
): string | undefined {
  if (next === undefined) return undefined;
  if (mode === "eval") return 'returned a state in mode "eval", which must not change it: leave it out';
  for (const name of Object.keys(next))
    if (!Object.hasOwn(state, name)) return `returned the state ${name}, which the layer does not declare`;
  for (const [name, { shape }] of Object.entries(state)) {
    const tensor: Tensor | undefined = next[name];
    if (tensor?.shape === undefined)
      return `returned a state without ${name}: return the next state, all of it`;
    if (!sameShape(tensor.shape, shape))
      return `returned the state ${name} ${formatShape(tensor.shape)}, but the layer declares ${formatShape(shape)}`;
  }
  return undefined;
}

/** Checks the next state that forward returned in mode "train".
 *  @throws RetrogradError E_PLUGIN with what is wrong */
export function requireNextState(next: Params, layer: Layer): void {
  const problem = nextStateProblem(next, layer, "train");
  if (problem !== undefined) throw new RetrogradError("E_PLUGIN", `forward ${problem}`);
}
