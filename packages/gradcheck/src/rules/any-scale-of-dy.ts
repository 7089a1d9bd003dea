import { mapped, mappedTensor } from "../network/copy.js";
import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { nearUpToRoundOff } from "./round-off.js";
import type { Rule } from "./rule.js";
import { gradientsOf, largestOf, largestOfAll, near, type Values, type Views, viewsOf } from "./values.js";

// Powers of two scale a linear backward exactly. A gradient can be 1e-9 late in training, and 16 for a loss that is a sum.
const scales = [-30, -11, 4, 20].map((exponent) => 2 ** exponent);

/** `nonlinear`: backward does not scale with dy over fifteen decades, or is wrong for a dy that is 0 in some or all
 *  elements. */
export const anyScaleOfDy: Rule = (setup, dy) => {
  const { backward } = runLayer(setup);
  const usual = gradientsOf(backward(dy));
  const names = Object.keys(usual).filter((name) => !isSubnormal(usual[name]));
  const breachesOf = (wrong: readonly string[], where: string) =>
    wrong.map((name) =>
      breach(name, "nonlinear", `backward is not linear in dy: it is wrong where ${where}`),
    );
  const checked = namewise(names, (name) => usual[name]);
  const expected = namewise(names, (name) => new Float64Array(usual[name].length));
  for (const scale of scales) {
    const scaled = viewsOf(backward(mappedTensor(dy, (value) => scale * value)));
    for (const name of names) setScaled(expected[name], usual[name], scale);
    const wrong = differing(expected, scaled);
    if (wrong.length > 0) return breachesOf(wrong, `|dy| is ${scale.toPrecision(1)}`);
  }
  const halves = [0, 1].map((side) => mappedTensor(dy, (value, i) => (i % 2 === side ? value : 0)));
  const [even, odd] = halves.map((half) => gradientsOf(backward(half)));
  const sums = namewise(names, (name) => mapped(even[name], (value, i) => value + odd[name][i]));
  const isNear = nearUpToRoundOff(backward, [dy, ...halves]);
  const largest = largestOfAll(checked);
  const wrongHalves = names.filter((name) => !isNear(name, checked[name], sums[name], largest));
  if (wrongHalves.length > 0) return breachesOf(wrongHalves, "some of dy is 0");
  const zero = viewsOf(backward(mappedTensor(dy, () => 0)));
  return breachesOf(
    names.filter((name) => largestOf(zero[name]) > 0),
    "dy is 0",
  );
};

// Well above the subnormal numbers, since dy is scaled down.
const smallest = 2 ** -960;

/** Whether a gradient is so small that it loses digits when dy is scaled down. */
function isSubnormal(gradient: Float64Array): boolean {
  const largest = largestOf(gradient);
  return largest > 0 && largest < smallest;
}

function namewise(names: readonly string[], values: (name: string) => Float64Array): Values {
  return Object.fromEntries(names.map((name) => [name, values(name)]));
}

function setScaled(target: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i] = scale * values[i];
}

/** Names of the gradients that differ from the expected ones by more than round-off. */
function differing(expected: Values, gradients: Views): readonly string[] {
  const largest = largestOfAll(expected);
  return Object.keys(expected).filter(
    (name) => gradients[name] === undefined || !near(expected[name], gradients[name], largest),
  );
}
