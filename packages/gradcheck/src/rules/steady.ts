import { runLayer } from "../stages.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { gradientsOf, near, sameBits } from "./values.js";

/** The same call of backward gives the same bits. `accumulation`: three calls grow by the same amount each time;
 *  `nondeterministic`: they differ in another way. */
export const steadyBackward: Rule = (place, dy) => {
  const { backward } = runLayer(place);
  // each is copied at once: the next call may write into what it gave
  const [first, second, third] = [1, 2, 3].map(() => gradientsOf(backward(dy)));
  const unsteady = Object.keys(first).filter((name) => !sameBits(first[name], second[name]));
  return unsteady.map((name) =>
    sameSteps(first[name], second[name], third[name])
      ? breach(name, "accumulation", "each backward of one forward gives more than the one before")
      : breach(name, "nondeterministic", "backward gives other numbers when it is called again"),
  );
};

/** `nondeterministic`: forward gives other bits for the same input, parameters and random stream. */
export const steadyForward: Rule = (place) => {
  const [y, again] = [runLayer(place), runLayer(place)].map((pass) => Float64Array.from(pass.y.data));
  const message = "forward gives another output for the same input and random stream";
  return sameBits(y, again) ? [] : [breach("x", "nondeterministic", message)];
};

function sameSteps(first: Float64Array, second: Float64Array, third: Float64Array): boolean {
  const steps = first.map((value, i) => second[i] - value);
  const next = third.map((value, i) => value - second[i]);
  return near(steps, next);
}
