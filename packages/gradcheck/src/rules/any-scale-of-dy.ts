import { type Tensor, tensor } from "@retrograd/core";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { gradientsOf, largestOf, largestOfAll, near, type Values } from "./values.js";

// powers of two, by which a linear backward scales to the last bit; a gradient is 1e-9 late in training, and 16 in a loss
// that is no mean
const scales = [-30, -11, 4, 20].map((exponent) => 2 ** exponent);

/** `nonlinear`: backward of a dy times a power of two is not its gradient times that power, over fifteen decades; or a dy
 *  that is 0 in some elements, or all, is taken for another. */
export const anyScaleOfDy: Rule = (setup, dy) => {
  const { backward } = runLayer(setup);
  const usual = gradientsOf(backward(dy));
  const names = Object.keys(usual).filter((name) => !isSubnormal(usual[name]));
  const told = (wrong: readonly string[], where: string) =>
    wrong.map((name) =>
      breach(name, "nonlinear", `backward is not linear in dy: it is wrong where ${where}`),
    );
  for (const scale of scales) {
    const scaled = gradientsOf(backward(changedBy(dy, (value) => scale * value)));
    const expected = namewise(names, (name) => usual[name].map((value) => scale * value));
    const wrong = differing(expected, scaled);
    if (wrong.length > 0) return told(wrong, `|dy| is ${scale.toPrecision(1)}`);
  }
  const part = (side: number) => gradientsOf(backward(changedBy(dy, (v, i) => (i % 2 === side ? v : 0))));
  const [even, odd] = [part(0), part(1)];
  const sums = namewise(names, (name) => even[name].map((value, i) => value + odd[name][i]));
  const split = differing(
    namewise(names, (name) => usual[name]),
    sums,
  );
  if (split.length > 0) return told(split, "some of dy is 0");
  const none = gradientsOf(backward(changedBy(dy, () => 0)));
  return told(
    names.filter((name) => none[name].some((value) => Math.abs(value) > 0)),
    "dy is 0",
  );
};

// Some way above the numbers that lose digits as they shrink, since dy is made smaller.
const smallest = 2 ** -960;

/** Whether a gradient is so small that its scaled numbers lose digits. */
function isSubnormal(gradient: Float64Array): boolean {
  const largest = largestOf(gradient);
  return largest > 0 && largest < smallest;
}

function namewise(names: readonly string[], values: (name: string) => Float64Array): Values {
  return Object.fromEntries(names.map((name) => [name, values(name)]));
}

/** Names of the gradients that are not the expected ones to within round-off. */
function differing(expected: Values, gradients: Values): readonly string[] {
  const all = largestOfAll(expected);
  return Object.keys(expected).filter(
    (name) => gradients[name] === undefined || !near(expected[name], gradients[name], all),
  );
}

function changedBy(x: Tensor, change: (value: number, index: number) => number): Tensor {
  return tensor(new Float64Array(x.data).map(change), x.shape, x);
}
