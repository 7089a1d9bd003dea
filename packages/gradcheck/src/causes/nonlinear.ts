import { linearInDy } from "../rules/linear-in-dy.js";
import type { Cause } from "./cause.js";

/** `nonlinear`: backward of a sum is not the sum of backwards, a rule that right gradients are held to as well. */
export const nonlinear: Cause = ({ call, dy, name, loss }) => {
  if (call === undefined || dy === undefined || loss !== undefined) return undefined;
  return linearInDy(call, dy).find(({ tensor }) => tensor === name)?.diagnosis;
};
