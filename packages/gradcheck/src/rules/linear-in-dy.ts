import { tensor } from "@retrograd/core";
import { contextOf, runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { perturbed } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";
import { gradientsOf, largestOfAll, near } from "./values.js";

/** `nonlinear`: `backward(-2 e + dy / 2)` is not `-2 backward(e) + backward(dy) / 2`, with e another cotangent. */
export const linearInDy: Rule = (setup, dy) => {
  const e = perturbed(dy);
  const mixed = tensor(
    Array.from(e.data, (value, i) => mix(value, dy.data[i])),
    dy.shape,
    dy,
  );
  const [ofE, ofDy, ofBoth] = [e, dy, mixed].map((one) => gradientsOf(runLayer(setup).backward(one)));
  const all = largestOfAll(ofE);
  return Object.keys(ofE).flatMap((name) => {
    const expected = ofE[name].map((value, i) => mix(value, ofDy[name][i]));
    return near(expected, ofBoth[name], all)
      ? []
      : [breach(name, "nonlinear", "backward is not linear in dy")];
  });
};

/** Differing signs and sizes: neither a clipped nor a rectified dy gets through. */
function mix(a: number, b: number): number {
  return -2 * a + 0.5 * b;
}

/** `another-path`: a parameter's gradient is another one where `needsInputGradient` is false. */
export const samePath: Rule = (setup, dy) => {
  const { id, layer, params, x, streams } = setup;
  const usual = gradientsOf(runLayer(setup).backward(dy));
  const context = { ...contextOf(id, streams), rng: contextOf(id, streams).rng, needsInputGradient: false };
  const lean = gradientsOf(layer.forward(params, x, context).backward(dy));
  const all = largestOfAll(usual);
  return Object.keys(params)
    .filter((name) => lean[name] === undefined || !near(usual[name], lean[name], all))
    .map((name) =>
      breach(name, "another-path", "backward gives another gradient where needsInputGradient is false"),
    );
};
