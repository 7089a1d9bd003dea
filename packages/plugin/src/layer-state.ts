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
    if (spec.perRow !== undefined && typeof spec.perRow !== "boolean")
      return `state.${name}.perRow must be true or false`;
  }
  return undefined;
}

/** The pass that returned a state. */
export interface StatePass {
  readonly mode: ForwardContext["mode"];
  /** Number of rows of its batch. */
  readonly rows: number;
}

/** What is wrong with the next state that forward returned, as a clause without its subject; undefined if it is valid: nothing,
 *  or in mode "train" every declared tensor, and in mode "eval" each one of rows. */
export function nextStateProblem(
  next: Params | undefined,
  { state = {} }: Pick<Layer, "state">,
  { mode, rows }: StatePass,
): string | undefined {
  if (next === undefined) return undefined;
  const specs = Object.entries(state).filter(([, { perRow }]) => mode === "train" || perRow === true);
  const names = new Set(specs.map(([name]) => name));
  const unknown = Object.keys(next).find((name) => !names.has(name));
  if (mode === "eval" && (names.size === 0 || unknown !== undefined))
    return 'returned a state in mode "eval", which must not change it: leave it out';
  if (unknown !== undefined) return `returned the state ${unknown}, which the layer does not declare`;
  for (const [name, { shape, perRow }] of specs) {
    const tensor: Tensor | undefined = next[name];
    if (tensor?.shape === undefined)
      return `returned a state without ${name}: return the next state, all of it`;
    const expected = perRow === true ? [rows, ...shape] : shape;
    if (!sameShape(tensor.shape, expected)) {
      const declared = perRow === true ? `${formatShape(expected)} for ${rows} rows` : formatShape(shape);
      return `returned the state ${name} ${formatShape(tensor.shape)}, but the layer declares ${declared}`;
    }
  }
  return undefined;
}

/** Checks the next state that forward returned.
 *  @throws RetrogradError E_PLUGIN with what is wrong */
export function requireNextState(next: Params, layer: Pick<Layer, "state">, pass: StatePass): void {
  const problem = nextStateProblem(next, layer, pass);
  if (problem !== undefined) throw new RetrogradError("E_PLUGIN", `forward ${problem}`);
}
