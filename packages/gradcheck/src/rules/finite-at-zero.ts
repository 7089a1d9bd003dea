import { tensor } from "@retrograd/core";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { gradientsOf } from "./values.js";

/** `not-finite`: backward gives NaN for an input of zeros, such as the output of a dead Relu or a padded row, though forward
 *  gives finite numbers. */
export const finiteAtZero: Rule = (setup, dy) => {
  const { x } = setup;
  const { y, backward } = runLayer({ ...setup, x: tensor(new Float64Array(x.size), x.shape, x) });
  if (!Array.from(y.data).every(Number.isFinite)) return [];
  const bad = Object.entries(gradientsOf(backward(dy))).filter(([, values]) => values.some(Number.isNaN));
  return bad.map(([name]) => breach(name, "not-finite", "backward gives NaN where the whole input is 0"));
};
