import type { Pair } from "../derivative/comparison.js";
import type { Cause } from "./cause.js";
import { isZero, wrongOf } from "./pairs.js";

/** `wrong-mask`: wrong only on the side of the layer's own `branches` where forward stops everything. */
export const declaredMask: Cause = ({ pairs, call, name }) => {
  const sides = name === "x" ? call?.layer.branches?.(call.params, call.x) : undefined;
  if (sides === undefined || sides.length !== pairs.length) return undefined;
  const wrong = new Set(wrongOf(pairs));
  const side = sides[pairs.findIndex((pair) => wrong.has(pair))];
  const isThere = (_: Pair, i: number) => sides[i] === side;
  const there = pairs.filter(isThere);
  const perturbedSetup = pairs.filter((pair, i) => !isThere(pair, i));
  if (perturbedSetup.length === 0 || perturbedSetup.some((pair) => wrong.has(pair)) || !there.every(isZero)) {
    return undefined;
  }
  return {
    code: "wrong-mask",
    message: `${wrong.size} elements are wrong, all where the layer's mask is ${side}`,
  };
};

/** `wrong-mask`: in every wrong element one side is 0, backward's or the derivative's. */
export const maskByZeros: Cause = ({ pairs }) => {
  const wrong = wrongOf(pairs);
  const stopped = wrong.filter(({ analytic }) => analytic === 0).length;
  const letThrough = wrong.filter(isZero).length;
  if (pairs.every(isZero) || wrong.length === 1 || stopped + letThrough < wrong.length) return undefined;
  return {
    code: "wrong-mask",
    message: `backward stops ${stopped} elements that it should let through, and lets through ${letThrough} that it should stop`,
  };
};
