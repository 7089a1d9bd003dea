import type { Pair } from "../derivative/comparison.js";
import { branchesOf } from "../network/layer-call.js";
import type { Cause } from "./cause.js";
import { isZero, wrongOf } from "./pairs.js";

/** `wrong-mask`: wrong only on the side of the layer's `branches` where the derivative is 0. */
export const declaredMask: Cause = ({ pairs, call, name }) => {
  const sides = name === "x" && call !== undefined ? branchesOf(call, call.forward)[0] : undefined;
  if (sides === undefined || sides.length !== pairs.length) return undefined;
  const wrong = new Set(wrongOf(pairs));
  const side = sides[pairs.findIndex((pair) => wrong.has(pair))];
  const isThere = (_: Pair, i: number) => sides[i] === side;
  const there = pairs.filter(isThere);
  const others = pairs.filter((pair, i) => !isThere(pair, i));
  if (others.length === 0 || others.some((pair) => wrong.has(pair)) || !there.every(isZero)) {
    return undefined;
  }
  return {
    code: "wrong-mask",
    message: `${wrong.size} elements are wrong, all where the layer's mask is ${side}`,
  };
};

/** `wrong-mask`: in every wrong element, either backward or the derivative is 0. */
export const maskByZeros: Cause = ({ pairs }) => {
  const wrong = wrongOf(pairs);
  const stopCount = wrong.filter(({ analytic }) => analytic === 0).length;
  const passCount = wrong.filter(isZero).length;
  if (pairs.every(isZero) || wrong.length === 1 || stopCount + passCount < wrong.length) return undefined;
  return {
    code: "wrong-mask",
    message: `backward stops ${stopCount} elements that it should pass, and passes ${passCount} that it should stop`,
  };
};
