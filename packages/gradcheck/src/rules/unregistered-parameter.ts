import { argumentOf, contextOf } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";

/** `unregistered-parameter`: forward reads a parameter, backward returns a gradient of one, or `paramShapes` declares one that
 *  init does not return. */
export const unregisteredParameter: Rule = (setup) => {
  const { layer } = setup;
  const params = argumentOf(setup);
  const missing = new Set<string>();
  const watched = new Proxy(params, {
    get(target, key) {
      if (typeof key === "string" && !Object.hasOwn(target, key)) missing.add(key);
      return Reflect.get(target, key);
    },
  });
  const { y, backward } = layer.forward(watched, setup.x, contextOf(setup));
  const { grads } = backward(y);
  for (const name of [...Object.keys(grads), ...Object.keys(layer.paramShapes)]) {
    if (!Object.hasOwn(params, name)) missing.add(name);
  }
  const [name] = missing;
  const message = `the layer reads the parameter ${name}, which init does not return`;
  return name === undefined ? [] : [breach("x", "unregistered-parameter", message)];
};
