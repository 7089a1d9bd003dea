import { mappedTensor } from "../network/copy.js";
import { wrongTensor } from "./along-directions.js";
import { breach } from "./breach.js";
import type { Rule } from "./rule.js";

// Normally distributed values reach 3; many functions are cut off at 5, 6, 8 or 20; exp(90) is still finite.
const factor = 30;

/** `input-range`: a gradient is right for the checked inputs, and wrong along a few directions for inputs 30 times as large.
 *  Few random inputs reach the range where a function saturates or is cut off. */
export const largerInputs: Rule = (setup) => {
  const { x } = setup;
  const large = mappedTensor(x, (value) => factor * value);
  const name = wrongTensor({ ...setup, x: large }, "larger inputs");
  const message = `backward is wrong for inputs ${factor} times as large, not for these`;
  return name === undefined ? [] : [breach(name, "input-range", message)];
};
