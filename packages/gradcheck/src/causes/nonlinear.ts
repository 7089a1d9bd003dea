import { linearInDy } from "../rules/linear-in-dy.js";
import type { Cause } from "./cause.js";

/** `nonlinear`: backward of a sum of cotangents is not the sum of the results. Right gradients are checked for this as well. */
export const nonlinear: Cause = ({ call, dy, name, loss }) => {
  if (call === undefined || dy === undefined || loss !== undefined) return undefined;
  return linearInDy(call, dy).find(({ tensor }) => tensor === name)?.diagnosis;
};
