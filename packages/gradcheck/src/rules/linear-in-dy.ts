import { mapped, mappedTensor } from "../network/copy.js";
import { argumentOf, contextOf, runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { breach } from "./breach.js";
import { nearUpToRoundOff } from "./round-off.js";
import type { Rule } from "./rule.js";
import { gradientsOf, largestOfAll, near, viewsOf } from "./values.js";

/** `nonlinear`: `backward(-2 e + dy / 2)` differs from `-2 backward(e) + backward(dy) / 2`, with another cotangent e. */
export const linearInDy: Rule = (setup, dy) => {
  const e = perturbed(dy);
  const usual = dy.data;
  const mixed = mappedTensor(e, (value, i) => mix(value, usual[i]));
  const [ofE, ofDy] = [e, dy].map((one) => gradientsOf(runLayer(setup).backward(one)));
  const largest = largestOfAll(ofE);
  const expected = Object.entries(ofE).map(
    ([name, values]) => [name, mapped(values, (value, i) => mix(value, ofDy[name][i]))] as const,
  );
  const ofBoth = gradientsOf(runLayer(setup).backward(mixed));
  const isNear = nearUpToRoundOff((one) => runLayer(setup).backward(one), [e, dy, mixed]);
  return expected.flatMap(([name, values]) => {
    return isNear(name, values, ofBoth[name], largest)
      ? []
      : [breach(name, "nonlinear", "backward is not linear in dy")];
  });
};

/** A combination with different signs and factors, which detects a clipped dy as well as a rectified one. */
function mix(a: number, b: number): number {
  return -2 * a + 0.5 * b;
}

/** `another-path`: a gradient changes when another one is not needed: that of a parameter when `needsInputGradient` is false,
 *  or that of the input when `needsParamGradients` is. */
export const samePath: Rule = (setup, dy) => {
  const { layer, params, x } = setup;
  const usual = gradientsOf(runLayer(setup).backward(dy));
  const largest = largestOfAll(usual);
  const ways = [
    { need: "needsInputGradient", names: Object.keys(params) },
    { need: "needsParamGradients", names: usual.x === undefined ? [] : ["x"] },
  ] as const;
  return ways.flatMap(({ need, names }) => {
    const ctx = contextOf(setup, { [need]: false });
    const without = viewsOf(layer.forward(argumentOf(setup), x, ctx).backward(dy));
    return names
      .filter((name) => without[name] === undefined || !near(usual[name], without[name], largest))
      .map((name) => breach(name, "another-path", `backward gives another gradient when ${need} is false`));
  });
};
