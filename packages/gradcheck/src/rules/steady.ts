import { runLayer } from "../network/layer-call.js";
import { type Breach, breach } from "./breach.js";
import { delays, later } from "./later-clock.js";
import { type PassDifference, passBits, passDifference, passViews } from "./pass-bits.js";
import type { Rule } from "./rule.js";
import { gradientsOf, movedNames, near, sameBits, viewsOf } from "./values.js";

// Some mistakes begin with the third call of backward.
const calls = 5;

/** Repeated calls of backward must give the same bits. `accumulation`: the result grows by the same amount with each call;
 *  `nondeterministic`: it differs in another way. */
export const steadyBackward: Rule = (setup, dy) => {
  const { backward } = runLayer(setup);
  // copied immediately, since the next call may overwrite the result
  const first = gradientsOf(backward(dy));
  const differing = Array.from({ length: calls - 1 }, () => {
    const back = backward(dy);
    return movedNames(first, viewsOf(back)).length === 0 ? undefined : gradientsOf(back);
  });
  const [second = first, third = first] = differing;
  const unsteady = Object.keys(first).filter((name) =>
    differing.some((other) => other !== undefined && !sameBits(first[name], other[name])),
  );
  return unsteady.map((name) =>
    sameSteps(first[name], second[name], third[name])
      ? breach(name, "accumulation", "each backward of one forward gives more than the one before")
      : breach(name, "nondeterministic", "backward gives other numbers when it is called again"),
  );
};

/** `nondeterministic`: forward or backward gives other bits for the same input, parameters and random stream, immediately or
 *  at another time. */
export const steadyForward: Rule = (setup, dy) => {
  const first = passBits(setup, dy);
  const again = passDifference(first, passViews(setup, dy));
  if (again !== undefined) return unsteady(again, "for the same input and random stream");
  for (const delay of delays) {
    const moved = passDifference(
      first,
      later(delay, () => passViews(setup, dy)),
    );
    if (moved !== undefined) return unsteady(moved, "at another time: it reads a clock");
  }
  return [];
};

function unsteady(difference: PassDifference, when: string): readonly Breach[] {
  if (difference.part === "gradients")
    return difference.names.map((name) =>
      breach(name, "nondeterministic", `backward gives other numbers ${when}`),
    );
  const what = { output: "another output", state: "another next state" }[difference.part];
  return [breach("x", "nondeterministic", `forward gives ${what} ${when}`)];
}

function sameSteps(first: Float64Array, second: Float64Array, third: Float64Array): boolean {
  // the result grew in the first step as well
  if (sameBits(first, second)) return false;
  const steps = first.map((value, i) => second[i] - value);
  const next = third.map((value, i) => value - second[i]);
  return near(steps, next);
}
