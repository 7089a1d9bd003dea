import { hasRowState } from "@retrograd/network";
import type { Params } from "@retrograd/plugin";
import { nextStateProblem } from "@retrograd/plugin";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";

/** `state-form`: the next state must have the declared names, shapes and the number type of the input in mode "train"; in mode
 *  "eval" it must be that of rows, or absent. A state that is learned, or that no training step changes, is a mistake as well. */
export const stateForm: Rule = (setup, dy) => {
  // of a layer that declares none, `formOfGradients` looks at the state of a run that it needs anyway
  if (setup.layer.state === undefined) return [];
  const problem = problemOf(setup, dy);
  return problem === undefined ? [] : [breach("x", "state-form", problem)];
};

function problemOf(setup: LayerSetup, dy: Parameters<Rule>[1]): string | undefined {
  const { layer, mode = "train", x } = setup;
  const rows = x.shape[0] ?? 0;
  const { state: next, backward } = runLayer(setup);
  const inEval = mode === "eval" ? next : runLayer({ ...setup, mode: "eval" }).state;
  const problem =
    (mode === "train" ? nextStateProblem(next, layer, { mode, rows }) : undefined) ??
    nextStateProblem(inEval, layer, { mode: "eval", rows });
  if (problem !== undefined) return `forward ${problem}`;
  const [wrongType] = Object.entries(next ?? {}).filter(([, { dtype }]) => dtype !== x.dtype);
  if (wrongType !== undefined)
    return `forward returned float32 for the state ${wrongType[0]}, which is float64`;
  const names = Object.keys(layer.state ?? {});
  const learned = names.find((name) => Object.hasOwn(backward(dy).grads, name));
  if (learned !== undefined)
    return `backward returned a gradient for the state ${learned}, which is not learned`;
  const again = (): Params | undefined => runLayer({ ...setup, x: perturbed(x) }).state;
  if (names.length > 0 && mode === "train" && next === undefined && again() === undefined)
    return 'forward returned no next state in mode "train": then the state never changes';
  if (hasRowState(layer) && mode === "train" && next !== undefined && inEval === undefined)
    return 'forward returned no state of rows in mode "eval": then evaluation does not continue its rows';
  return undefined;
}
