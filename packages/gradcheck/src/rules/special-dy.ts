import { mapped, mappedTensor } from "../network/copy.js";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { nearUpToRoundOff } from "./round-off.js";
import type { Rule } from "./rule.js";
import { gradientsOf, largestOfAll } from "./values.js";

/** A part of dy with a property that random values never have. */
interface Part {
  readonly where: string;
  of(value: number, index: number): number;
}

const parts: readonly Part[] = [
  // dy under a sum, which is the same everywhere and has one sign
  { where: "all of dy is 1", of: () => 1 },
  { where: "all of dy is -1", of: () => -1 },
  { where: "all of dy but one element is 0", of: (value, i) => (i === 0 ? value : 0) },
];

// Tolerance in units of the round-off of sums that cancel: gradients of the parts can be larger than their sum.
const cancellation = 2 ** 10;

/** `nonlinear`: backward is wrong for a dy of equal values, or with a single element that is not 0. Tests
 *  `backward(part) + backward(dy - part) = backward(dy)`. */
export const specialDy: Rule = (setup, dy) => {
  const { backward } = runLayer(setup);
  const usual = gradientsOf(backward(dy));
  for (const { where, of } of parts) {
    const part = mappedTensor(dy, of);
    const rest = mappedTensor(dy, (value, i) => value - of(value, i));
    const [ofPart, ofRest] = [part, rest].map((one) => gradientsOf(backward(one)));
    const isNear = nearUpToRoundOff(backward, [dy, part, rest]);
    const largest = Math.max(...[usual, ofPart, ofRest].map(largestOfAll));
    const wrong = Object.keys(usual).filter((name) => {
      const sums = mapped(ofPart[name], (value, i) => value + ofRest[name][i]);
      return !isNear(name, usual[name], sums, cancellation * largest);
    });
    if (wrong.length > 0)
      return wrong.map((name) =>
        breach(name, "nonlinear", `backward is not linear in dy: it is wrong where ${where}`),
      );
  }
  return [];
};
