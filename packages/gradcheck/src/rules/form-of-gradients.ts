import { sameShape } from "@retrograd/core";
import { nextStateProblem } from "@retrograd/plugin";
import { takesIndices } from "../network/index-inputs.js";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";

/** Each tensor must have a gradient (else `missing-gradient`), of its shape (`wrong-shape`) and its number type
 *  (`wrong-dtype`). `state-form`: forward returned a state that is not declared. */
export const formOfGradients: Rule = (setup, dy) => {
  const { state, backward } = runLayer(setup);
  const problem =
    setup.layer.state === undefined
      ? nextStateProblem(state, setup.layer, { mode: "train", rows: 0 })
      : undefined;
  if (problem !== undefined) return [breach("x", "state-form", `forward ${problem}`)];
  const { dx, grads } = backward(dy);
  const tensors = takesIndices(setup.layer) ? setup.params : { ...setup.params, x: setup.x };
  return Object.entries(tensors).flatMap(([name, { shape }]) => {
    const gradient = name === "x" ? dx : grads[name];
    if (gradient === undefined)
      return [breach(name, "missing-gradient", `backward returned no gradient for ${name}`)];
    if (!sameShape(gradient.shape, shape)) {
      const shapes = `[${gradient.shape.join(", ")}], but ${name} is [${shape.join(", ")}]`;
      return [breach(name, "wrong-shape", `backward returned a gradient of shape ${shapes}`)];
    }
    if (gradient.dtype !== "f64")
      return [breach(name, "wrong-dtype", `backward returned float32 for ${name}, which is float64`)];
    return [];
  });
};
