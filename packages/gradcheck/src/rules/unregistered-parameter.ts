import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";

/** `unregistered-parameter`: forward asks for a parameter, backward has a gradient of one, or `paramShapes` declares one
 *  that init does not return. */
export const unregisteredParameter: Rule = (setup) => {
  const { params, layer } = setup;
  const asked = new Set<string>();
  const watched = new Proxy(params, {
    get(target, key) {
      if (typeof key === "string" && !Object.hasOwn(target, key)) asked.add(key);
      return Reflect.get(target, key);
    },
  });
  const { y, backward } = runLayer({ ...setup, params: watched });
  const { grads } = backward(y);
  for (const name of [...Object.keys(grads), ...Object.keys(layer.paramShapes)]) {
    if (!Object.hasOwn(params, name)) asked.add(name);
  }
  const [name] = asked;
  const message = `the layer reads the parameter ${name}, which init does not return`;
  return name === undefined ? [] : [breach("x", "unregistered-parameter", message)];
};
